import express, { type ErrorRequestHandler, type Router } from 'express'
import { ApiError, SubmitError } from './apiError.ts'
import { createBuildRoutes } from './buildRoutes.ts'
import { createChain } from './chain.ts'
import { createEscrowIndex } from './escrowIndex.ts'
import { limitRequests } from './limitRequests.ts'
import { createReadModel } from './readModel.ts'
import { createReadRoutes } from './readRoutes.ts'
import { requireApiKey } from './requireApiKey.ts'
import { currentSettings, type TrustlessWorkOptions } from './settings.ts'
import { createSubmitRoutes } from './submitRoutes.ts'

/** The vendor's REST API, version 1. Holds no money state: it reads and builds over RPC. */
export function createTrustlessWorkHandler(options: TrustlessWorkOptions): Router {
  const chain = createChain(options)
  const index = createEscrowIndex(
    chain.server,
    options.networkPassphrase,
    () => currentSettings(options).indexerLagSeconds,
  )
  const model = createReadModel(chain, index, () => currentSettings(options).indexerLagSeconds > 0)
  const router = express.Router()
  router.use(requireApiKey)
  router.use(limitRequests(() => currentSettings(options).requestsPerMinute))
  router.use(express.json({ limit: '256kb' }))
  router.use(createBuildRoutes(options, chain, index))
  router.use(createSubmitRoutes(options, chain, index, model))
  router.use(createReadRoutes(chain, index, model))
  router.use((request, _response, next) => {
    next(new ApiError(404, `Cannot ${request.method} ${request.originalUrl}`))
  })
  router.use(answerError)
  return router
}

const answerError: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (response.headersSent) return next(error)
  const answer = error instanceof ApiError || error instanceof SubmitError ? error : unexpected(error)
  response.status(answer.status).json(answer.body)
}

function unexpected(error: unknown): ApiError {
  if (isBodyError(error)) return new ApiError(400, error.message)
  const detail = error instanceof Error ? error.message : JSON.stringify(error)
  return new ApiError(500, `An unexpected error occurred: ${detail}`)
}

/** What the JSON parser throws on malformed or oversized bodies. */
function isBodyError(error: unknown): error is Error {
  return error instanceof Error && 'type' in error && String(error.type).startsWith('entity.')
}
