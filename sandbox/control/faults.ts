import express, { type Router } from 'express'
import { z } from 'zod'
import {
  CONTRACT_ERROR_STATUSES,
  DEFAULT_SETTINGS,
  SUBMIT_ANSWERS,
  type TrustlessWorkSettings,
} from '../trustlessWork/settings.ts'

/** How Trustless Work's API misbehaves at present. Kept in memory: a restarted sandbox behaves well again. */
export interface Faults {
  current(): TrustlessWorkSettings
  change(patch: Partial<TrustlessWorkSettings>): TrustlessWorkSettings
}

export function createFaults(): Faults {
  let settings: TrustlessWorkSettings = DEFAULT_SETTINGS
  return {
    current: () => settings,
    change: (patch) => {
      settings = { ...settings, ...patch }
      return settings
    },
  }
}

const MAX_VALIDITY_SECONDS = 86_400
const MAX_REQUESTS_PER_MINUTE = 1_000_000

const patchSchema = z
  .strictObject({
    contractErrorStatus: z.literal(CONTRACT_ERROR_STATUSES),
    validitySeconds: z.number().int().min(0).max(MAX_VALIDITY_SECONDS),
    requestsPerMinute: z.number().int().min(0).max(MAX_REQUESTS_PER_MINUTE),
    submitAnswer: z.enum(SUBMIT_ANSWERS),
  })
  .partial()

/** GET shows the faults, PATCH changes the named ones and answers with all. */
export function faultsRouter(faults: Faults): Router {
  const router = express.Router()
  router.get('/', (_request, response) => void response.json(faults.current()))
  router.patch('/', express.json({ limit: '10kb', type: () => true }), (request, response) => {
    const patch = patchSchema.safeParse(request.body)
    if (!patch.success) {
      response.status(400).json({ error: { code: 'INVALID_REQUEST', message: z.prettifyError(patch.error) } })
      return
    }
    response.json(faults.change(named(patch.data)))
  })
  return router
}

/** JSON has no undefined, so a field that is there has a value. */
function named(patch: z.infer<typeof patchSchema>): Partial<TrustlessWorkSettings> {
  return Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined))
}
