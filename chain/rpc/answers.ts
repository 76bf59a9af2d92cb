import { z } from 'zod'

/** Fields of the RPC answers that we act on. An answer of another shape is as good as none. */
export const sendAnswer = z.object({
  status: z.enum(['PENDING', 'DUPLICATE', 'TRY_AGAIN_LATER', 'ERROR']),
  hash: z.string(),
  errorResultXdr: z.string().optional(),
})
export type SendAnswer = z.infer<typeof sendAnswer>

const ledgerNumber = z.number().int().nonnegative()
/** Some servers write the close times as strings. */
const unixSeconds = z.coerce.number().int().nonnegative()

export const transactionAnswer = z.object({
  status: z.enum(['SUCCESS', 'FAILED', 'NOT_FOUND']),
  latestLedger: ledgerNumber,
  latestLedgerCloseTime: unixSeconds,
  oldestLedger: ledgerNumber,
  oldestLedgerCloseTime: unixSeconds,
  ledger: ledgerNumber.optional(),
  envelopeXdr: z.string().optional(),
  resultXdr: z.string().optional(),
  resultMetaXdr: z.string().optional(),
  diagnosticEventsXdr: z.array(z.string()).optional(),
})
export type TransactionAnswer = z.infer<typeof transactionAnswer>

export const entriesAnswer = z.object({
  entries: z
    .array(
      z.object({
        key: z.string(),
        xdr: z.string(),
        lastModifiedLedgerSeq: ledgerNumber.optional(),
        liveUntilLedgerSeq: ledgerNumber.optional(),
      }),
    )
    .nullish()
    .transform((entries) => entries ?? []),
  latestLedger: ledgerNumber,
})
export type EntriesAnswer = z.infer<typeof entriesAnswer>

export const healthAnswer = z.object({ status: z.string(), latestLedger: ledgerNumber, oldestLedger: ledgerNumber })
export type HealthAnswer = z.infer<typeof healthAnswer>

export const networkAnswer = z.object({ passphrase: z.string(), protocolVersion: z.coerce.number().int() })
export type NetworkAnswer = z.infer<typeof networkAnswer>

export const eventsAnswer = z.object({
  events: z
    .array(
      z.object({
        id: z.string(),
        type: z.string(),
        ledger: ledgerNumber,
        contractId: z.string(),
        txHash: z.string(),
        topic: z.array(z.string()),
        value: z.string(),
        inSuccessfulContractCall: z.boolean().optional(),
      }),
    )
    .nullish()
    .transform((events) => events ?? []),
  cursor: z.string().optional(),
  latestLedger: ledgerNumber,
  oldestLedger: ledgerNumber.optional(),
})
export type EventsAnswer = z.infer<typeof eventsAnswer>

/** A simulation that cannot succeed carries `error` and no resources. */
export const simulationAnswer = z.object({
  latestLedger: ledgerNumber,
  error: z.string().optional(),
  transactionData: z.string().optional(),
  minResourceFee: z.coerce.bigint().optional(),
})
export type SimulationAnswer = z.infer<typeof simulationAnswer>
