import type { CommandId, WithdrawalId } from '../../domain/ids.ts'
import type { WithdrawalStatus } from '../../domain/withdrawal/status.ts'
import type { WithdrawalTerms } from '../../domain/withdrawal/terms.ts'
import type { Database } from '../connect.ts'
import { textArray } from '../fragment.ts'

/** Those of the withdrawals that need no workflow any more: paid, given back, or refused when they were asked for. */
export async function finishedWithdrawals(
  { sql }: Pick<Database, 'sql'>,
  withdrawalIds: readonly string[],
): Promise<string[]> {
  const ids = textArray(sql, withdrawalIds)
  const rows = await sql<{ id: string }[]>`
    select id from withdrawals where id = any(${ids}) and status <> 'PENDING'
    union
    select order_id as id from commands c where order_id = any(${ids}) and kind = 'withdraw' and status = 'REJECTED'
      and not exists (select from withdrawals where id = c.order_id)`
  return rows.map(({ id }) => id)
}

/** The keys of those of a withdrawal's changes that are in the database. Each change has a posting of the same key. */
export async function knownWithdrawalChanges(
  { sql }: Pick<Database, 'sql'>,
  keys: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await sql<{ key: string }[]>`
    select posting_key as key from ledger_transactions where posting_key = any(${textArray(sql, keys)})`
  return new Set(rows.map(({ key }) => key))
}

/** A withdrawal as its workflow can be started again from it. */
export type PendingWithdrawal = {
  readonly terms: WithdrawalTerms
  readonly commandId: CommandId
  readonly version: number
}

export async function pendingWithdrawals({ sql }: Pick<Database, 'sql'>): Promise<PendingWithdrawal[]> {
  return await sql<PendingWithdrawal[]>`
    select command_id as "commandId", version, jsonb_build_object(
      'withdrawalId', id, 'userId', user_id, 'amountStroops', amount_stroops::text, 'destination', destination,
      'memo', case when memo_type is not null then jsonb_build_object('type', memo_type, 'value', memo_value) end
    ) as terms
    from withdrawals where status = 'PENDING' order by withdrawals.id`
}

/** The status of a withdrawal's row, or null. */
export async function withdrawalStatus(
  { sql }: Pick<Database, 'sql'>,
  withdrawalId: WithdrawalId,
): Promise<WithdrawalStatus | null> {
  const [row] = await sql<{ status: WithdrawalStatus }[]>`select status from withdrawals where id = ${withdrawalId}`
  return row?.status ?? null
}

/** Withdrawals that were accepted and of which nothing else is known. */
export async function lostRequests({ sql }: Pick<Database, 'sql'>): Promise<WithdrawalId[]> {
  const rows = await sql<{ id: WithdrawalId }[]>`
    select order_id as id from commands c where kind = 'withdraw' and status = 'PENDING'
      and not exists (select from withdrawals where id = c.order_id) order by 1`
  return rows.map(({ id }) => id)
}

/** A payment that was carried out for a withdrawal which has no row. */
export type OrphanPayment = {
  readonly withdrawalId: WithdrawalId
  readonly hash: string
  readonly ledger: number
  readonly envelopeXdr: string
}

export async function orphanPayments({ sql }: Pick<Database, 'sql'>): Promise<OrphanPayment[]> {
  return await sql<OrphanPayment[]>`
    select split_part(step_key, ':', 1) as "withdrawalId", hash, ledger, envelope_xdr as "envelopeXdr"
    from chain_attempts a where kind = 'withdraw' and status = 'APPLIED'
      and not exists (select from withdrawals where id = split_part(a.step_key, ':', 1))
    order by ledger, hash`
}
