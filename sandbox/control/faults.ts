import express, { type Router } from 'express'
import { appliesTo } from '../faults/catalogue.ts'
import { createFaultBook, type FaultBook } from '../faults/faultBook.ts'
import { DEFAULT_NETWORK_SETTINGS, type NetworkSettings } from '../faults/networkSettings.ts'
import { DEFAULT_SETTINGS, type TrustlessWorkSettings } from '../trustlessWork/settings.ts'
import { type FaultPatch, parsePatch } from './faultPatch.ts'

export type FaultSettings = TrustlessWorkSettings & NetworkSettings

/** How the vendor and the network misbehave at present. Kept in memory: a restarted sandbox behaves well again. */
export interface Faults {
  readonly book: FaultBook
  current(): FaultSettings
  change(patch: FaultPatch): void
}

export function createFaults(): Faults {
  const book = createFaultBook()
  let settings: FaultSettings = { ...DEFAULT_SETTINGS, ...DEFAULT_NETWORK_SETTINGS }
  return {
    book,
    current: () => settings,
    change: ({ faults, ...changes }) => {
      settings = { ...settings, ...changes }
      if (faults !== undefined) book.order(faults)
    },
  }
}

/** GET shows the faults, PATCH changes the named ones and answers with all; /struck tells which calls were hit. */
export function faultsRouter(faults: Faults): Router {
  const router = express.Router()
  const shown = () => ({ ...faults.current(), faults: faults.book.orders() })
  router.get('/', (_request, response) => void response.json(shown()))
  router.get('/struck', (_request, response) => void response.json(faults.book.struck()))
  router.patch('/', express.json({ limit: '100kb', type: () => true }), (request, response) => {
    const patch = parsePatch(request.body)
    const problem = typeof patch === 'string' ? patch : impossibleIn(patch)
    if (typeof patch === 'string' || problem !== undefined) {
      response.status(400).json({ error: { code: 'INVALID_REQUEST', message: problem } })
      return
    }
    faults.change(patch)
    response.json(shown())
  })
  return router
}

/** A fault that can never strike is a mistake of whoever asks for it. */
function impossibleIn({ faults = [] }: FaultPatch): string | undefined {
  const wrong = faults.find((order) => order.function !== undefined && !appliesTo(order.name, order.function))
  return wrong && `faults: ${wrong.name} cannot strike at ${wrong.function}`
}
