import type { Database } from '../../db/connect.ts'

export const USERS = 10_000
/** So many orders belong to so few that each has a full page of them, as on the large database. */
export const FIRST_ORDERS = 2_000
const FIRST_USERS = 100
/** Every tenth order is open. Of these every hundredth, and of the first ones every tenth, belongs to one busy buyer. */
const buyerOf = `case when n % 1000 = 9 or (n < ${FIRST_ORDERS} and n % 100 = 9) then 0
  when n < ${FIRST_ORDERS} then n % ${FIRST_USERS} else n % ${USERS} end`
const BATCH = 20_000
/** Triggers on a batch of this size take longer than a statement of the product may. */
const NO_LIMIT = 0

export const userName = (number: number) => `usr_${String(number).padStart(26, '0')}`
export const orderName = (number: number) => `ord_${String(number).padStart(26, '0')}`
export const BUSY_BUYER = userName(0)

/** People with money, through the ledger's own rules. */
export async function seedUsers({ sql }: Database): Promise<void> {
  await sql.unsafe(`
    insert into users (id, external_user_id, type)
    select 'usr_' || lpad(n::text, 26, '0'), 'seed-' || n, 'BOTH' from generate_series(0, ${USERS - 1}) n;
    insert into wallets (address, user_id, status, key_id, ciphertext, transaction_hash, ledger, claimed_at, ready_at)
    select 'G' || lpad(n::text, 55, 'A'), 'usr_' || lpad(n::text, 26, '0'), 'READY', 'k1', '-', lpad(n::text, 64, '0'), 1, now(), now()
    from generate_series(0, ${USERS - 1}) n;
    insert into ledger_accounts (name, kind, normal_side, balance)
    select 'user:usr_' || lpad(n::text, 26, '0') || ':available', 'userAvailable', 'credit', 0 from generate_series(0, ${USERS - 1}) n
    union all
    select 'wallet:usr_' || lpad(n::text, 26, '0'), 'wallet', 'debit', 0 from generate_series(0, ${USERS - 1}) n;
    with posted as (
      insert into ledger_transactions (posting_key, kind, user_id, transaction_hash, ledger)
      select 'deposit:' || n, 'deposit', 'usr_' || lpad(n::text, 26, '0'), lpad(n::text, 64, '0'), 1 from generate_series(0, ${USERS - 1}) n
      returning id, user_id
    )
    insert into ledger_entries (transaction_id, line, account, amount)
    select id, 0, 'wallet:' || user_id, 1000000000000 from posted
    union all
    select id, 1, 'user:' || user_id || ':available', -1000000000000 from posted`)
}

/** Orders number `from` to `to`, older ones closed and paid, every tenth open with its reservation in the ledger. */
export async function seedOrders(db: Database, from: number, to: number, say: (line: string) => void): Promise<void> {
  for (let start = from; start < to; start += BATCH) {
    const end = Math.min(start + BATCH, to) - 1
    await seedBatch(db, start, end)
    if ((end + 1) % (BATCH * 10) === 0) say(`${end + 1} orders ...`)
  }
}

async function seedBatch({ sql }: Database, from: number, to: number): Promise<void> {
  await sql.begin(async (tx) => {
    await tx`select set_config('statement_timeout', ${String(NO_LIMIT)}, true)`
    await tx.unsafe(`
      insert into orders (id, version, status, final_status, buyer_id, seller_id, amount_stroops, currency, platform_fee_bps,
        title, created_at, updated_at, reserved_at, funded_at, closed_at)
      select 'ord_' || lpad(n::text, 26, '0'), 1, case when open then 'FUNDS_RESERVED' else 'CLOSED' end,
        case when not open then 'RELEASED' end,
        'usr_' || lpad((${buyerOf})::text, 26, '0'),
        'usr_' || lpad(((n + 1) % ${USERS})::text, 26, '0'), 10000000, 'USD', 0, 'Seeded order ' || n,
        now(), now(), now(), case when not open then now() end, case when not open then now() end
      from (select n, n % 10 = 9 as open from generate_series(${from}, ${to}) n) numbered;
      insert into escrows (id, order_id, contract_id, status, funded_at)
      select 'esc_' || lpad(n::text, 26, '0'), 'ord_' || lpad(n::text, 26, '0'), 'C' || lpad(n::text, 55, '0'), 'RELEASED', now()
      from generate_series(${from}, ${to}) n where n % 10 <> 9;
      insert into ledger_accounts (name, kind, normal_side, balance)
      select 'order:ord_' || lpad(n::text, 26, '0') || ':reserved', 'orderReserved', 'credit', 0
      from generate_series(${from}, ${to}) n where n % 10 = 9;
      with posted as (
        insert into ledger_transactions (posting_key, kind, order_id, user_id)
        select 'reserve:' || id, 'reserve', id, buyer_id from orders
        where id between 'ord_' || lpad('${from}', 26, '0') and 'ord_' || lpad('${to}', 26, '0') and status <> 'CLOSED'
        returning id, order_id, user_id
      )
      insert into ledger_entries (transaction_id, line, account, amount)
      select id, 0, 'user:' || user_id || ':available', 10000000 from posted
      union all
      select id, 1, 'order:' || order_id || ':reserved', -10000000 from posted`)
  })
}
