import express, { type Router } from 'express'
import { z } from 'zod'
import type { Chain } from '../ledger/chain.ts'

/** Ledger numbers have 32 bits; this is more than a year of ledgers. */
const MAX_COUNT = 10_000_000
const MAX_SECONDS = 10 * 365 * 86_400

const bodySchema = z.strictObject({
  count: z.number().int().min(1).max(MAX_COUNT),
  seconds: z.number().int().min(0).max(MAX_SECONDS).optional(),
})

/**
 * POST {count, seconds?}: closes that many ledgers at once. The first takes every transaction that waits, the others are
 * empty. Their close times go along, by the usual interval or by `seconds` altogether; a clock that they have overtaken
 * has to catch up before time goes on, so transactions whose time bounds come from such a clock are too late.
 */
export function ledgersRouter(chain: Chain, ledgerIntervalMs: number): Router {
  const router = express.Router()
  router.post('/', express.json({ limit: '10kb', type: () => true }), (request, response) => {
    const body = bodySchema.safeParse(request.body)
    if (!body.success) {
      response.status(400).json({ error: { code: 'INVALID_REQUEST', message: z.prettifyError(body.error) } })
      return
    }
    const { count, seconds } = body.data
    chain.close()
    const skipped = count - 1
    if (skipped > 0) chain.skip(skipped, seconds ?? Math.floor((skipped * ledgerIntervalMs) / 1_000))
    const { sequence, closeTimeSeconds } = chain.head()
    response.json({ latestLedger: sequence, latestLedgerCloseTime: closeTimeSeconds })
  })
  return router
}
