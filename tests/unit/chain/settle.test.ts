import { describe, expect, it } from 'vitest'
import type { Observed } from '../../../chain/step/observe.ts'
import type { Outcome } from '../../../chain/step/outcome.ts'
import { createSequenceMemory } from '../../../chain/step/sequenceMemory.ts'
import { settle } from '../../../chain/step/settle.ts'
import type { AttemptStatus, StoredAttempt } from '../../../chain/step/store.ts'
import { InvariantViolation } from '../../../domain/invariant.ts'
import { createMemoryStepStore } from '../../chain/support/memoryStepStore.ts'

const attempt: StoredAttempt = {
  stepKey: 'step',
  attempt: 1,
  kind: 'fund',
  orderId: null,
  envelopeXdr: '',
  hash: 'aa',
  innerHash: 'aa',
  sourceAddress: 'G',
  sequence: '42',
  maxTimeSeconds: 1,
  contractId: null,
  status: 'PREPARED',
  ledger: null,
  resultXdr: null,
  failure: null,
}

type Dead = Exclude<AttemptStatus, 'PREPARED'>

const onLedger = (outcome: Outcome): Observed => ({ outcome, latestLedger: 9, ledger: 8, resultXdr: '' })
const elsewhere = (outcome: Outcome): Observed => ({ outcome, latestLedger: 9, ledger: null, resultXdr: null })
const success: Outcome = { source: 'lookup', status: 'SUCCESS' }
const failed: Outcome = {
  source: 'lookup',
  status: 'FAILED',
  result: { code: 'txFailed', failedOperation: null },
  raisedBy: null,
}
const missing = (life: 'may_apply' | 'expired' | 'sequence_used' | 'unprovable'): Outcome => {
  return { source: 'lookup', status: 'NOT_FOUND', life }
}

/** Every kind of proof there is, and the one status that each allows. */
const PROOFS: readonly [string, Observed, Dead | null][] = [
  ['a success on the ledger', onLedger(success), 'APPLIED'],
  ['a success without a ledger', elsewhere(success), null],
  ['a failure on the ledger', onLedger(failed), 'FAILED'],
  ['a failure without a ledger', elsewhere(failed), null],
  ['an end that is proven', elsewhere(missing('expired')), 'EXPIRED'],
  ['a sequence number that is used', elsewhere(missing('sequence_used')), 'FAILED'],
  ['an envelope that may still apply', elsewhere(missing('may_apply')), null],
  ['an end beyond proof', elsewhere(missing('unprovable')), null],
  ['no answer', elsewhere({ source: 'network', call: 'lookup', failure: 'timeout' }), null],
  [
    "a submission's word",
    elsewhere({ source: 'send', status: 'ERROR', result: { code: 'txTooLate', failedOperation: null } }),
    null,
  ],
]

describe('an attempt is settled', () => {
  const cases = PROOFS.flatMap(([name, observed, allowed]) =>
    (['APPLIED', 'FAILED', 'EXPIRED'] as const).map((status) => [status, name, observed, allowed === status] as const),
  )
  it.each(cases)('as %s by %s only where that proves it', async (status, _name, observed, isProof) => {
    const store = createMemoryStepStore()
    await store.insert(attempt)
    const settling = settle({ store, sequences: createSequenceMemory(10) }, attempt, status, observed, null)
    if (isProof) await settling
    else await expect(settling).rejects.toBeInstanceOf(InvariantViolation)
    expect(store.attemptsOf('step')).toMatchObject([{ status: isProof ? status : 'PREPARED' }])
  })
})
