import { randomBytes } from 'node:crypto'
import { createStepStore } from '../../../db/chainSteps/postgresStepStore.ts'
import type { Database } from '../../../db/connect.ts'
import { accountBalance } from '../../../db/ledger/balances.ts'
import type { UserId, WithdrawalId } from '../../../domain/ids.ts'
import { withdrawalStepKey } from '../../../domain/withdrawal/terms.ts'

export const NO_TRUST = { code: 'no_trustline', reason: 'It has no trustline.' } as const

export const pendingOf = (db: Database, id: WithdrawalId) => accountBalance(db, `withdrawal:${id}:pending`)
export const walletOf = (db: Database, userId: UserId) => accountBalance(db, `wallet:${userId}`)

export async function toldOf(db: Database, withdrawalId: WithdrawalId): Promise<string[]> {
  const rows = await db.sql<{ type: string }[]>`
    select event_type as type from events where metadata ->> 'withdrawalId' = ${withdrawalId} order by position`
  return rows.map(({ type }) => type)
}

export async function postingsOf(db: Database, withdrawalId: WithdrawalId): Promise<string[]> {
  const rows = await db.sql<{ key: string }[]>`
    select posting_key as key from ledger_transactions where posting_key like ${`${withdrawalId}:%`} order by id`
  return rows.map(({ key }) => key.slice(withdrawalId.length + 1))
}

/** Stores an envelope of the withdrawal's payment, as the engine does after signing. */
export async function signed(db: Database, withdrawalId: WithdrawalId, attempt = 1): Promise<void> {
  const hash = randomBytes(32).toString('hex')
  await createStepStore(db).insert({
    stepKey: withdrawalStepKey(withdrawalId),
    attempt,
    kind: 'withdraw',
    orderId: null,
    envelopeXdr: 'AAAA',
    hash,
    innerHash: hash,
    sourceAddress: 'GA',
    sequence: '1',
    maxTimeSeconds: 1,
    contractId: null,
    status: 'PREPARED',
    ledger: null,
    resultXdr: null,
    failure: null,
  })
}

export async function settle(
  db: Database,
  withdrawalId: WithdrawalId,
  status: 'APPLIED' | 'FAILED' | 'EXPIRED',
  attempt = 1,
) {
  const settled = { status, ledger: 7, resultXdr: null, failure: null }
  await createStepStore(db).settle(withdrawalStepKey(withdrawalId), attempt, settled)
}

export async function waitingForLocks(db: Database): Promise<number> {
  const rows = await db.sql`
    select from pg_stat_activity where datname = current_database() and cardinality(pg_blocking_pids(pid)) > 0`
  return rows.length
}
