import type { RequestHandler } from 'express'

/** Balances, orders and new API keys are for whoever asked: no browser and no proxy on the way keeps an answer. */
export const keepFromCaches: RequestHandler = (_request, response, next) => {
  response.set('Cache-Control', 'no-store')
  next()
}
