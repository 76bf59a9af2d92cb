import { xdr } from '@stellar/stellar-sdk'
import { z } from 'zod'
import { ledgerKeyOf } from '../../ledger/keys.ts'
import type { EntryChange } from '../../ledger/overlay.ts'
import type { TransactionFrame } from '../../ledger/transactionFrame.ts'
import { simulationErrorText } from '../../soroban/diagnostics.ts'
import { type AuthMode, simulate } from '../../soroban/simulate.ts'
import { decodeEnvelope, envelopeSchema } from '../decodeEnvelope.ts'
import type { RpcContext } from '../method.ts'
import { INVALID_PARAMS, RpcError } from '../rpcError.ts'

const paramsSchema = z.object({
  transaction: envelopeSchema,
  authMode: z.enum(['enforce', 'record', 'record_allow_nonroot']).optional(),
})

/** Tries a contract operation and tells what it returns, needs and costs; a refusal is an answer, not an error. */
export function simulateTransaction({ chain }: RpcContext, params: unknown): unknown {
  const { transaction, authMode } = paramsSchema.parse(params)
  const frame = decodeEnvelope(transaction, chain.network.id)
  const { network, code, store } = chain
  requireCallFor(authMode, frame)
  const outcome = simulate(frame, authMode, { view: store.entries, at: chain.next(), network, code })
  const latestLedger = chain.head().sequence
  if (outcome.kind === 'unsupported') return { error: outcome.reason, latestLedger }
  if (outcome.kind === 'failed') {
    return {
      error: simulationErrorText(outcome.error, outcome.contractId),
      events: outcome.diagnostics.map((event) => event.toXdr('base64')),
      latestLedger,
    }
  }
  const price = {
    transactionData: outcome.data.toXdr('base64'),
    minResourceFee: outcome.data.resourceFee.toString(),
  }
  if (outcome.kind === 'priced') return { ...price, latestLedger }
  return {
    ...price,
    events: outcome.events.map((event) => diagnosticOf(event).toXdr('base64')),
    results: [{ auth: outcome.auth.map((entry) => entry.toXdr('base64')), xdr: outcome.value.toXdr('base64') }],
    stateChanges: outcome.changes.filter(({ after }) => after?.data.type !== 'ttl').map(stateChange),
    latestLedger,
  }
}

/** Only a call asks anybody for authorisation. */
function requireCallFor(authMode: AuthMode | undefined, frame: TransactionFrame): void {
  const isCall = frame.inner.operations.some(({ body }) => body.type === 'invokeHostFunction')
  if (authMode === undefined || isCall) return
  throw new RpcError(INVALID_PARAMS, 'authMode is only supported for InvokeHostFunction operations')
}

function diagnosticOf(event: xdr.ContractEvent): xdr.DiagnosticEvent {
  return new xdr.DiagnosticEvent({ inSuccessfulContractCall: true, event })
}

function stateChange({ key, before, after }: EntryChange): Readonly<Record<string, unknown>> {
  const type = before === undefined ? 'created' : after === undefined ? 'deleted' : 'updated'
  return {
    type,
    key: ledgerKeyOf(key).toXdr('base64'),
    before: before?.toXdr('base64') ?? null,
    after: after?.toXdr('base64') ?? null,
  }
}
