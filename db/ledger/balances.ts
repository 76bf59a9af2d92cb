import type { UserId } from '../../domain/ids.ts'
import { invariant } from '../../domain/invariant.ts'
import { ACCOUNT_KINDS, type AccountKind, userAvailable } from '../../domain/ledger/accounts.ts'
import { RESERVING_STATUSES } from '../../domain/order/status.ts'
import type { Database } from '../connect.ts'
import { textArray } from '../fragment.ts'

export type UserBalance = {
  readonly availableStroops: bigint
  readonly reservedStroops: bigint
  readonly withdrawingStroops: bigint
}

/**
 * What a user may spend, and what the user's orders and withdrawals have set aside. Added up order by order, and only over those for which
 * something can be reserved: a buyer with thousands of funded orders is read as fast as one with none. That it is not
 * closed is said for the planner, which finds open orders by an index of theirs.
 */
export async function userBalance(db: Pick<Database, 'sql'>, userId: UserId): Promise<UserBalance> {
  const [row] = await db.sql<UserBalance[]>`
    select
      coalesce((select balance from ledger_accounts where name = ${userAvailable(userId).name}), 0) as "availableStroops",
      coalesce((
        select sum(a.balance) from orders o join ledger_accounts a on a.name = 'order:' || o.id || ':reserved'
        where o.buyer_id = ${userId} and o.status <> 'CLOSED' and o.status = any(${textArray(db.sql, RESERVING_STATUSES)})
      ), 0)::bigint as "reservedStroops",
      coalesce((
        select sum(a.balance) from withdrawals w join ledger_accounts a on a.name = 'withdrawal:' || w.id || ':pending'
        where w.user_id = ${userId} and w.status = 'PENDING'
      ), 0)::bigint as "withdrawingStroops"`
  invariant(row, 'A select without FROM gives one row')
  return row
}

/** An account's balance on its normal side; zero for one that nothing was ever posted to. */
export async function accountBalance(db: Pick<Database, 'sql'>, name: string): Promise<bigint> {
  const [row] = await db.sql<{ balance: bigint }[]>`
    select coalesce(a.balance, (
      select sum(case a.normal_side when 'debit' then e.amount else -e.amount end) from ledger_entries e where e.account = a.name
    ), 0)::bigint as balance
    from ledger_accounts a where a.name = ${name}`
  return row?.balance ?? 0n
}

export type ChainAccount = {
  readonly account: string
  /** Null for the treasury, whose address is a matter of configuration. */
  readonly address: string | null
  readonly balanceStroops: bigint
}

const ON_CHAIN = (Object.keys(ACCOUNT_KINDS) as AccountKind[]).filter((kind) => ACCOUNT_KINDS[kind].holds === 'chain')

/** Every account that stands for USDC on chain, with the address where the chain holds it. */
export async function chainAccounts(db: Pick<Database, 'sql'>): Promise<ChainAccount[]> {
  return await db.sql<ChainAccount[]>`
    select a.name as account,
      case a.kind when 'escrow' then substr(a.name, length('escrow:') + 1)
        when 'wallet' then coalesce(w.address, substr(a.name, length('wallet:') + 1)) end as address,
      coalesce(a.balance, (select sum(e.amount) from ledger_entries e where e.account = a.name), 0)::bigint as "balanceStroops"
    from ledger_accounts a
    left join wallets w on a.kind = 'wallet' and w.user_id = substr(a.name, length('wallet:') + 1)
    where a.kind in ${db.sql(ON_CHAIN)}
    order by a.name`
}

/** The sum of all entries ever written: zero, or money was made or lost. */
export async function ledgerSum(db: Pick<Database, 'sql'>): Promise<bigint> {
  const [row] = await db.sql<{ sum: bigint }[]>`select coalesce(sum(amount), 0)::bigint as sum from ledger_entries`
  return row?.sum ?? 0n
}

export type BalanceDrift = {
  readonly account: string
  readonly balanceStroops: bigint
  readonly entriesStroops: bigint
}

/** Floor accounts whose running balance is not the sum of their entries: none, unless somebody went around the database's rules. */
export async function balanceDrift(db: Pick<Database, 'sql'>): Promise<BalanceDrift[]> {
  return await db.sql<BalanceDrift[]>`
    select a.name as account, a.balance as "balanceStroops", coalesce(e.sum, 0)::bigint as "entriesStroops"
    from ledger_accounts a
    left join (select account, sum(amount) as sum from ledger_entries group by account) entries on entries.account = a.name
    cross join lateral (select case a.normal_side when 'debit' then entries.sum else -entries.sum end as sum) e
    where a.balance is not null and a.balance <> coalesce(e.sum, 0)
    order by a.name`
}
