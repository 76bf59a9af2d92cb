import { z } from 'zod'
import { BrokenAnswer } from '../faults/brokenAnswer.ts'
import type { RpcMethod } from './method.ts'
import { INTERNAL_ERROR, INVALID_PARAMS, INVALID_REQUEST, METHOD_NOT_FOUND, RpcError } from './rpcError.ts'

const requestSchema = z.object({
  jsonrpc: z.literal('2.0'),
  id: z.union([z.string(), z.number(), z.null()]).optional(),
  method: z.string().max(100),
  params: z.unknown().optional(),
})

export type RpcAnswer =
  | { readonly jsonrpc: '2.0'; readonly id: string | number | null; readonly result: unknown }
  | {
      readonly jsonrpc: '2.0'
      readonly id: string | number | null
      readonly error: { readonly code: number; readonly message: string }
    }

/** Answers one JSON-RPC request. Whatever goes wrong becomes an error member; only a BrokenAnswer is thrown. */
export function handleRpc(
  body: unknown,
  methods: ReadonlyMap<string, RpcMethod>,
  report: (error: unknown) => void,
): RpcAnswer {
  const request = requestSchema.safeParse(body)
  if (!request.success) return rpcFailure(null, INVALID_REQUEST, 'Invalid request: expected one JSON-RPC 2.0 object')
  const { id = null, method: name, params } = request.data
  const method = methods.get(name)
  if (method === undefined) return rpcFailure(id, METHOD_NOT_FOUND, `Method not found: ${name}`)
  try {
    return { jsonrpc: '2.0', id, result: method(params ?? {}) }
  } catch (error) {
    if (error instanceof BrokenAnswer) throw error
    if (error instanceof RpcError) return rpcFailure(id, error.code, error.message)
    if (error instanceof z.ZodError) return rpcFailure(id, INVALID_PARAMS, `Invalid params: ${z.prettifyError(error)}`)
    report(error)
    return rpcFailure(id, INTERNAL_ERROR, 'Internal error')
  }
}

/** An answer that carries an error. */
export function rpcFailure(id: string | number | null, code: number, message: string): RpcAnswer {
  return { jsonrpc: '2.0', id, error: { code, message } }
}
