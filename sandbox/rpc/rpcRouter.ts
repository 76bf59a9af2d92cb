import express, { type ErrorRequestHandler, type Router } from 'express'
import { handleRpc, rpcFailure } from './handleRpc.ts'
import type { RpcContext } from './method.ts'
import { INVALID_REQUEST, PARSE_ERROR } from './rpcError.ts'
import { rpcMethods } from './rpcMethods.ts'

/** Room for the largest contract call (132 kB of XDR) as base64. */
const MAX_BODY = '512kb'

/** POST: JSON-RPC over HTTP. Clients send it with several content types, so all are read as JSON. */
export function rpcRouter(context: RpcContext, report: (error: unknown) => void): Router {
  const methods = rpcMethods(context)
  const router = express.Router()
  router.post('/', express.json({ limit: MAX_BODY, type: () => true }), (request, response) => {
    response.json(handleRpc(request.body, methods, report))
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
