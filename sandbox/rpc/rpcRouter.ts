import express, { type ErrorRequestHandler, type Router } from 'express'
import { BrokenAnswer, breakAnswer } from '../faults/brokenAnswer.ts'
import { handleRpc, rpcFailure } from './handleRpc.ts'
import type { RpcContext, RpcMethod } from './method.ts'
import { INVALID_REQUEST, PARSE_ERROR } from './rpcError.ts'

/** Room for the largest contract call (132 kB of XDR) as base64. */
const MAX_BODY = '512kb'

/** POST: JSON-RPC over HTTP. Clients send it with several content types, so all are read as JSON. */
export function rpcRouter(
  methods: ReadonlyMap<string, RpcMethod>,
  settings: RpcContext['settings'],
  report: (error: unknown) => void,
): Router {
  const router = express.Router()
  router.post('/', express.json({ limit: MAX_BODY, type: () => true }), async (request, response) => {
    try {
      response.json(handleRpc(request.body, methods, report))
    } catch (error) {
      if (!(error instanceof BrokenAnswer)) throw error
      await breakAnswer(response, error.breakage, settings().hangMs)
    }
  })
  router.all('/', (_request, response) => {
    response.status(405).json(rpcFailure(null, INVALID_REQUEST, 'JSON-RPC is answered to POST only'))
  })
  router.use(bodyErrors)
  return router
}

const bodyErrors: ErrorRequestHandler = (error: { status?: number }, _request, response, _next) => {
  if (error.status === 413) {
    response.status(413).json(rpcFailure(null, INVALID_REQUEST, `Request body exceeds ${MAX_BODY}`))
    return
  }
  response.status(400).json(rpcFailure(null, PARSE_ERROR, 'Parse error: the body is not JSON'))
}
