import { randomUUID } from 'node:crypto'
import { isApiError } from '@offerhub/sdk'
import express, { type ErrorRequestHandler, type Express, type Response } from 'express'
import { errorPage, orderPage, shopPage } from './html.ts'
import type { Marketplace } from './marketplace.ts'

const LINK_LENGTH = 200

/** The shop as web pages. */
export function createPages(marketplace: Marketplace): Express {
  const app = express()
  app.use(express.urlencoded({ extended: false, limit: '4kb' }))

  app.get('/', async (_request, response) => {
    response.send(shopPage(await marketplace.account(), randomUUID()))
  })
  app.post('/buy', async (request, response) => {
    const { id } = await marketplace.buy(textOf(request.body?.checkoutId))
    response.redirect(303, `/orders/${id}`)
  })
  app.get('/orders/:id', async ({ params }, response) => {
    response.send(orderPage(await marketplace.order(params.id)))
  })
  app.post('/orders/:id/deliver', async ({ params, body }, response) => {
    await marketplace.deliver(params.id, textOf(body?.link))
    response.redirect(303, `/orders/${params.id}`)
  })
  app.post('/orders/:id/confirm', async ({ params }, response) => {
    await marketplace.confirm(params.id)
    response.redirect(303, `/orders/${params.id}`)
  })
  app.post('/orders/:id/dispute', async ({ params }, response) => {
    await marketplace.dispute(params.id)
    response.redirect(303, `/orders/${params.id}`)
  })
  app.get('/orders/:id/events', async ({ params }, response) => {
    // Reading the order first answers 404 for one that does not exist.
    await marketplace.order(params.id)
    stream(response, (send) => marketplace.updates.follow(params.id, send))
  })
  app.use(showError)
  return app
}

/** Server-Sent Events to one page, until it is closed. */
function stream(response: Response, follow: (send: (eventType: string) => void) => () => void): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' })
  response.write(': following\n\n')
  const stop = follow((eventType) => response.write(`data: ${JSON.stringify({ eventType })}\n\n`))
  response.once('close', stop)
}

function textOf(given: unknown): string {
  const text = typeof given === 'string' ? given.trim().slice(0, LINK_LENGTH) : ''
  return text === '' ? randomUUID() : text
}

/** What the orchestrator refuses is shown in its own words: they say what to do. */
const showError: ErrorRequestHandler = (error, _request, response, _next) => {
  if (!isApiError(error)) console.error(error)
  const status = isApiError(error) ? error.status : 500
  response.status(status).send(errorPage(isApiError(error) ? `${error.code}: ${error.message}` : 'Something failed.'))
}
