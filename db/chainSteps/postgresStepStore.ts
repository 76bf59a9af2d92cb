import type { AttemptSettlement, StepStore, StoredAttempt } from '../../chain/step/store.ts'
import { invariant } from '../../domain/invariant.ts'
import type { Database, Sql } from '../connect.ts'
import type { Fragment } from '../fragment.ts'

/** Postgres behind the step engine: attempts are stored before they are sent, and a settled one never changes. */
export function createStepStore(db: Pick<Database, 'sql'>): StepStore {
  return {
    latest: (stepKey) => readAttempt(db, db.sql`step_key = ${stepKey}`),
    insert: (attempt) => insertAttempt(db, attempt),
    settle: (stepKey, attempt, settled) => settleAttempt(db, stepKey, attempt, settled),
  }
}

async function readAttempt({ sql }: Pick<Database, 'sql'>, which: Fragment): Promise<StoredAttempt | null> {
  const [row] = await sql<StoredAttempt[]>`
    select ${attemptColumns(sql)} from chain_attempts where ${which} order by chain_attempts.attempt desc limit 1`
  return row ?? null
}

function attemptColumns(sql: Sql): Fragment {
  return sql`step_key as "stepKey", attempt, kind, order_id as "orderId", envelope_xdr as "envelopeXdr", hash,
    inner_hash as "innerHash", source_address as "sourceAddress", sequence, max_time_seconds::float8 as "maxTimeSeconds",
    contract_id as "contractId", status, ledger, result_xdr as "resultXdr", failure`
}

/** Two engines may store the same attempt with different envelopes: the first one counts, the other must send that. */
async function insertAttempt(db: Pick<Database, 'sql'>, attempt: StoredAttempt): Promise<StoredAttempt> {
  const { stepKey, attempt: number } = attempt
  const [fresh] = await db.sql<StoredAttempt[]>`
    insert into chain_attempts (
      step_key, attempt, kind, order_id, envelope_xdr, hash, inner_hash, source_address, sequence, max_time_seconds,
      contract_id, status, ledger, result_xdr, failure
    ) values (
      ${stepKey}, ${number}, ${attempt.kind}, ${attempt.orderId}, ${attempt.envelopeXdr}, ${attempt.hash},
      ${attempt.innerHash}, ${attempt.sourceAddress}, ${attempt.sequence}, ${attempt.maxTimeSeconds},
      ${attempt.contractId}, ${attempt.status}, ${attempt.ledger}, ${attempt.resultXdr}, ${attempt.failure}
    ) on conflict do nothing returning ${attemptColumns(db.sql)}`
  if (fresh) return fresh
  const stored = await readAttempt(db, db.sql`step_key = ${stepKey} and attempt = ${number}`)
  invariant(stored, `Attempt ${number} of ${stepKey} was not stored: an earlier attempt may still apply, or has`)
  return stored
}

/** Repeating a settlement is harmless; contradicting one is a bug that must not pass. */
async function settleAttempt(
  db: Pick<Database, 'sql'>,
  stepKey: string,
  attempt: number,
  { status, ledger, resultXdr, failure }: AttemptSettlement,
): Promise<void> {
  const { count } = await db.sql`
    update chain_attempts
    set status = ${status}, ledger = ${ledger}, result_xdr = ${resultXdr}, failure = ${failure}, settled_at = now()
    where step_key = ${stepKey} and attempt = ${attempt} and status = 'PREPARED'`
  if (count === 1) return
  const stored = await readAttempt(db, db.sql`step_key = ${stepKey} and attempt = ${attempt}`)
  invariant(
    stored?.status === status,
    `Attempt ${attempt} of ${stepKey} is ${stored?.status ?? 'unknown'}, not ${status}`,
  )
}
