import { xdr } from '@stellar/stellar-sdk'
import { z } from 'zod'
import type { EntryChange } from '../../ledger/overlay.ts'
import type { TransactionFrame } from '../../ledger/transactionFrame.ts'
import { simulationErrorText } from '../../soroban/diagnostics.ts'
import { type AuthMode, simulate } from '../../soroban/simulate.ts'
import { xdrText } from '../../xdr/encode.ts'
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
      events: outcome.diagnostics.map((event) => xdrText(event)),
      latestLedger,
    }
  }
  const price = {
    transactionData: xdrText(outcome.data),
    minResourceFee: outcome.data.resourceFee.toString(),
  }
  if (outcome.kind === 'priced') return { ...price, latestLedger }
  return {
    ...price,
    results: [{ auth: outcome.auth.map((entry) => xdrText(entry)), xdr: xdrText(outcome.value) }],
    latestLedger,
    // Most of the answer, and no use to who only builds with it: written down when somebody looks.
    get events() {
      return outcome.events.map((event) => xdrText(diagnosticOf(event)))
    },
    get stateChanges() {
      return outcome.changes.filter(({ after }) => after?.data.type !== 'ttl').map(stateChange)
    },
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
    key,
    before: before === undefined ? null : xdrText(before),
    after: after === undefined ? null : xdrText(after),
  }
}
