import { z } from 'zod'
import { FAULT_NAMES } from '../faults/catalogue.ts'
import type { FaultOrder } from '../faults/faultBook.ts'
import { TRANSACTION_NAMES } from '../faults/functions.ts'
import { CONTRACT_ERROR_STATUSES, SUBMIT_ANSWERS } from '../trustlessWork/settings.ts'
import type { FaultSettings } from './faults.ts'

const MAX_VALIDITY_SECONDS = 86_400
const MAX_REQUESTS_PER_MINUTE = 1_000_000
const MAX_LAG_SECONDS = 86_400
const MAX_FEE_FACTOR = 1_000_000
const MAX_RETENTION_LEDGERS = 10_000_000
const MAX_HANG_MS = 600_000
const MAX_ORDERS = 100
const MAX_TIMES = 1_000_000

const order = z.strictObject({
  name: z.enum(FAULT_NAMES),
  function: z.enum(TRANSACTION_NAMES).optional(),
  times: z.number().int().min(1).max(MAX_TIMES).default(1),
})

const patchSchema = z
  .strictObject({
    contractErrorStatus: z.literal(CONTRACT_ERROR_STATUSES),
    validitySeconds: z.number().int().min(0).max(MAX_VALIDITY_SECONDS),
    requestsPerMinute: z.number().int().min(0).max(MAX_REQUESTS_PER_MINUTE),
    submitAnswer: z.enum(SUBMIT_ANSWERS),
    indexerLagSeconds: z.number().int().min(0).max(MAX_LAG_SECONDS),
    buildsAskIndexer: z.boolean(),
    feeSurgeFactor: z.number().int().min(1).max(MAX_FEE_FACTOR),
    historyRetentionLedgers: z.number().int().min(0).max(MAX_RETENTION_LEDGERS),
    hangMs: z.number().int().min(1).max(MAX_HANG_MS),
    faults: z.array(order).max(MAX_ORDERS),
  })
  .partial()

export type FaultPatch = Partial<FaultSettings> & { readonly faults?: readonly FaultOrder[] }

/** The change that a body asks for, or what is wrong with it. */
export function parsePatch(body: unknown): FaultPatch | string {
  const parsed = patchSchema.safeParse(body)
  return parsed.success ? named(parsed.data) : z.prettifyError(parsed.error)
}

/** JSON has no undefined, so a field that is there has a value. */
function named(patch: z.infer<typeof patchSchema>): FaultPatch {
  return Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined))
}
