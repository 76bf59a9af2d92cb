import { randomBytes } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import type { StepStore, StoredAttempt } from '../../chain/step/store.ts'
import { readOrderTransactions } from '../../db/chainSteps/ofOrder.ts'
import { createStepStore } from '../../db/chainSteps/postgresStepStore.ts'
import { newId } from '../../db/newId.ts'
import { useTestDatabase } from '../setup/useDatabase.ts'

const { db } = await useTestDatabase({ maxConnections: 20 })
let store: StepStore
beforeAll(async () => {
  store = createStepStore(db)
})

function someAttempt(more: Partial<StoredAttempt> = {}): StoredAttempt {
  return {
    stepKey: crypto.randomUUID(),
    attempt: 1,
    kind: 'fund',
    orderId: newId('order'),
    envelopeXdr: 'AAAA',
    hash: randomBytes(32).toString('hex'),
    innerHash: 'inner',
    sourceAddress: 'GSOURCE',
    sequence: '9223372036854775807',
    maxTimeSeconds: 1_790_000_000,
    contractId: null,
    status: 'PREPARED',
    ledger: null,
    resultXdr: null,
    failure: null,
    ...more,
  }
}
const applied = { status: 'APPLIED', ledger: 77, resultXdr: 'BBBB', failure: null } as const
const expired = { status: 'EXPIRED', ledger: null, resultXdr: null, failure: 'too late' } as const

describe('the store of chain steps', () => {
  test('gives back exactly what was stored, and nothing for a step nobody began', async () => {
    const attempt = someAttempt()
    expect(await store.insert(attempt)).toEqual(attempt)
    expect(await store.latest(attempt.stepKey)).toEqual(attempt)
    expect(await store.latest('nobody')).toBeNull()
  })

  test('twenty engines that store different envelopes at once all get the same one', async () => {
    const stepKey = crypto.randomUUID()
    const stored = await Promise.all(Array.from({ length: 20 }, () => store.insert(someAttempt({ stepKey }))))
    expect(new Set(stored.map(({ hash }) => hash)).size).toBe(1)
    expect((await store.latest(stepKey))?.hash).toBe(stored[0]?.hash)
  })

  test('settles an attempt with its result, and takes the same settlement twice', async () => {
    const attempt = await store.insert(someAttempt())
    await store.settle(attempt.stepKey, 1, applied)
    await store.settle(attempt.stepKey, 1, applied)
    expect(await store.latest(attempt.stepKey)).toEqual({ ...attempt, ...applied })
  })

  test('refuses to settle an attempt otherwise than it was settled, or one that does not exist', async () => {
    const attempt = await store.insert(someAttempt())
    await store.settle(attempt.stepKey, 1, applied)
    await expect(store.settle(attempt.stepKey, 1, expired)).rejects.toThrow('is APPLIED, not EXPIRED')
    await expect(store.settle('nobody', 1, applied)).rejects.toThrow('is unknown')
  })

  test('takes another attempt only when the one before can never apply', async () => {
    const first = await store.insert(someAttempt())
    const second = someAttempt({ stepKey: first.stepKey, attempt: 2 })
    await expect(store.insert(second)).rejects.toThrow('an earlier attempt may still apply')
    await store.settle(first.stepKey, 1, expired)
    expect(await store.insert(second)).toEqual(second)
    await store.settle(first.stepKey, 2, applied)
    const third = someAttempt({ stepKey: first.stepKey, attempt: 3 })
    await expect(store.insert(third)).rejects.toThrow('an earlier attempt may still apply')
    expect((await store.latest(first.stepKey))?.attempt).toBe(2)
  })

  test.each([
    ['a settled attempt changed', "update chain_attempts set failure = 'x' where status = 'APPLIED'"],
    [
      'an envelope exchanged before it is settled',
      "update chain_attempts set envelope_xdr = 'x' where status = 'PREPARED'",
    ],
    ['an attempt deleted', 'delete from chain_attempts'],
  ])('the database refuses %s', async (_, statement) => {
    await store.insert(someAttempt())
    const settled = await store.insert(someAttempt())
    await store.settle(settled.stepKey, 1, applied)
    await expect(db.sql.unsafe(statement)).rejects.toMatchObject({ code: '23001' })
  })

  test("an order's transactions are those that applied, in the chain's order", async () => {
    const orderId = newId('order')
    const [late, early, failed] = [
      someAttempt({ orderId, kind: 'release' }),
      someAttempt({ orderId }),
      someAttempt({ orderId }),
    ]
    for (const attempt of [late, early, failed]) await store.insert(attempt)
    await store.settle(late.stepKey, 1, { ...applied, ledger: 90 })
    await store.settle(early.stepKey, 1, { ...applied, ledger: 80 })
    await store.settle(failed.stepKey, 1, expired)
    expect(await readOrderTransactions(db, orderId)).toEqual([
      { kind: 'fund', hash: early.hash, ledger: 80 },
      { kind: 'release', hash: late.hash, ledger: 90 },
    ])
  })
})
