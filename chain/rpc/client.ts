import { z } from 'zod'
import { NoAnswer, request } from '../http/request.ts'
import {
  type EntriesAnswer,
  type EventsAnswer,
  entriesAnswer,
  eventsAnswer,
  type HealthAnswer,
  healthAnswer,
  type NetworkAnswer,
  networkAnswer,
  type SendAnswer,
  type SimulationAnswer,
  sendAnswer,
  simulationAnswer,
  type TransactionAnswer,
  transactionAnswer,
} from './answers.ts'
import { RpcError } from './errors.ts'

export type EventQuery = {
  readonly contractId: string
  /** Alternatives of topic patterns, each topic base64 XDR or "*". */
  readonly topics: readonly (readonly string[])[]
  readonly from: { readonly cursor: string } | { readonly startLedger: number }
  readonly limit: number
}

/**
 * What we ask of a Stellar RPC server. Our own thin client instead of the SDK's: that one has no time limit, cannot be
 * cancelled, and reports an unreachable server as a missing account.
 */
export type ChainRpc = {
  sendTransaction(envelopeXdr: string, signal?: AbortSignal): Promise<SendAnswer>
  simulateTransaction(envelopeXdr: string, signal?: AbortSignal): Promise<SimulationAnswer>
  getTransaction(hash: string, signal?: AbortSignal): Promise<TransactionAnswer>
  getLedgerEntries(keys: readonly string[], signal?: AbortSignal): Promise<EntriesAnswer>
  getEvents(query: EventQuery, signal?: AbortSignal): Promise<EventsAnswer>
  getHealth(signal?: AbortSignal): Promise<HealthAnswer>
  getNetwork(signal?: AbortSignal): Promise<NetworkAnswer>
}

const DEFAULT_TIMEOUT_MS = 10_000

/** Speaks JSON-RPC with one server. Every call throws RpcError, or the signal's reason when it is aborted. */
export function createRpc(url: string, options: { timeoutMs?: number } = {}): ChainRpc {
  const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS
  const call = <T>(method: string, params: object | undefined, shape: z.ZodType<T>, signal?: AbortSignal): Promise<T> =>
    callMethod({ url, timeoutMs, method, params, shape, signal })
  return {
    sendTransaction: (transaction, signal) => call('sendTransaction', { transaction }, sendAnswer, signal),
    simulateTransaction: (transaction, signal) =>
      call('simulateTransaction', { transaction }, simulationAnswer, signal),
    getTransaction: (hash, signal) => call('getTransaction', { hash }, transactionAnswer, signal),
    getLedgerEntries: (keys, signal) => call('getLedgerEntries', { keys }, entriesAnswer, signal),
    getEvents: (query, signal) => call('getEvents', eventParams(query), eventsAnswer, signal),
    getHealth: (signal) => call('getHealth', undefined, healthAnswer, signal),
    getNetwork: (signal) => call('getNetwork', undefined, networkAnswer, signal),
  }
}

function eventParams(query: EventQuery): object {
  const filters = [{ type: 'contract', contractIds: [query.contractId], topics: query.topics }]
  return 'cursor' in query.from
    ? { filters, pagination: { cursor: query.from.cursor, limit: query.limit } }
    : { filters, startLedger: query.from.startLedger, pagination: { limit: query.limit } }
}

type Call<T> = {
  readonly url: string
  readonly timeoutMs: number
  readonly method: string
  readonly params: object | undefined
  readonly shape: z.ZodType<T>
  readonly signal: AbortSignal | undefined
}

const reply = z.object({
  result: z.unknown().optional(),
  error: z.object({ code: z.number(), message: z.string() }).optional(),
})

async function callMethod<T>(spec: Call<T>): Promise<T> {
  const { method } = spec
  const answer = await post(spec)
  const body = reply.safeParse(parseJson(answer.text))
  if (body.success && body.data.error !== undefined) throw refusal(method, body.data.error)
  if (answer.status === 429) throw new RpcError(method, 'throttled', 'HTTP 429')
  if (answer.status >= 500 || answer.status === 408) throw new RpcError(method, 'server_error', `HTTP ${answer.status}`)
  if (answer.status >= 400) throw new RpcError(method, 'refused', `HTTP ${answer.status}`)
  if (!body.success) throw new RpcError(method, 'malformed_answer', 'the answer is not JSON-RPC')
  const result = spec.shape.safeParse(body.data.result)
  if (!result.success) throw new RpcError(method, 'malformed_answer', z.prettifyError(result.error))
  return result.data
}

async function post<T>(spec: Call<T>): Promise<{ status: number; text: string }> {
  const { url, timeoutMs, signal, method, params } = spec
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, ...(params === undefined ? {} : { params }) })
  const headers = { 'content-type': 'application/json' }
  try {
    return await request({ url, method: 'POST', headers, body, timeoutMs, signal })
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error
    throw new RpcError(method, error.reason === 'too_large' ? 'malformed_answer' : error.reason, error.message, error)
  }
}

/** JSON-RPC: -32603 and the server's own range below it are its troubles, the others are the request's fault. */
function refusal(method: string, error: { code: number; message: string }): RpcError {
  const serverSide = error.code === -32603 || (error.code <= -32000 && error.code >= -32099)
  return new RpcError(method, serverSide ? 'server_error' : 'refused', `${error.message} (${error.code})`)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
