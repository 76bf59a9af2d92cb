import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { BrokenAnswer, breakAnswer } from '../faults/brokenAnswer.ts'
import { handleRpc, type RpcAnswer, rpcFailure } from './handleRpc.ts'
import type { RpcContext, RpcMethod } from './method.ts'
import { INVALID_REQUEST, PARSE_ERROR } from './rpcError.ts'

/** Room for the largest contract call (132 kB of XDR) as base64. */
const MAX_BODY_BYTES = 512 * 1_024

/**
 * POST: JSON-RPC over HTTP. Clients send it with several content types, so all are read as JSON. Answered without
 * Express, which takes longer for one request than most methods do: a client polls for each of its transactions.
 */
export function createRpcListener(
  methods: ReadonlyMap<string, RpcMethod>,
  settings: RpcContext['settings'],
  report: (error: unknown) => void,
): RequestListener {
  return (request, response) => {
    if (request.method !== 'POST') {
      request.resume()
      answer(response, 405, rpcFailure(null, INVALID_REQUEST, 'JSON-RPC is answered to POST only'))
      return
    }
    readBody(request, (text) => {
      if (text === undefined) return refuseSize(response)
      const body = parseJson(text)
      if (body === NOT_JSON) {
        answer(response, 400, rpcFailure(null, PARSE_ERROR, 'Parse error: the body is not JSON'))
        return
      }
      try {
        answer(response, 200, handleRpc(body, methods, report))
      } catch (error) {
        const breakage = error instanceof BrokenAnswer ? error.breakage : 'close'
        if (!(error instanceof BrokenAnswer)) report(error)
        breakAnswer(response, breakage, settings().hangMs).catch(report)
      }
    })
  }
}

/** Hands over the whole body, or undefined as soon as it is too large. A request that breaks off is never answered. */
function readBody(request: IncomingMessage, done: (text: string | undefined) => void): void {
  const chunks: Buffer[] = []
  let bytes = 0
  const take = (chunk: Buffer): void => {
    bytes += chunk.length
    if (bytes <= MAX_BODY_BYTES) {
      chunks.push(chunk)
      return
    }
    request.off('data', take).off('end', end).resume()
    done(undefined)
  }
  const end = (): void => done(Buffer.concat(chunks).toString('utf8'))
  request.on('data', take).on('end', end)
}

/** Nobody waits for the rest of the request: the connection ends with the answer. */
function refuseSize(response: ServerResponse): void {
  response.setHeader('connection', 'close')
  answer(response, 413, rpcFailure(null, INVALID_REQUEST, `Request body exceeds ${MAX_BODY_BYTES / 1_024}kb`))
}

const NOT_JSON = Symbol('not JSON')

function parseJson(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text)
  } catch {
    return NOT_JSON
  }
}

function answer(response: ServerResponse, status: number, body: RpcAnswer): void {
  const text = JSON.stringify(body)
  const length = Buffer.byteLength(text)
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'content-length': length })
  // A text goes out in one piece with the headers, bytes would not.
  response.end(text)
}
