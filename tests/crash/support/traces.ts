import type { Case } from './flows.ts'
import type { Slot } from './startSlot.ts'

/** All that a case has left behind, without the ids: whatever died on the way, two cases of a flow leave the same. */
export type Traces = Readonly<Record<string, readonly string[]>>

export async function readTraces({ db }: Slot, about: Case): Promise<Traces> {
  const { sql } = db
  const people = [about.buyer?.id, about.seller?.id, about.userId].filter((id) => id !== undefined)
  const orders = await ordersOf(db, about, people)
  const withdrawals = await withdrawalsOf(db, about, people)
  const subjects = [...orders, ...withdrawals, ...people]
  const has = `%${about.name}%`
  const lists = {
    order: sql`
      select concat_ws(' ', status, final_status, version, milestones::text) as line from orders where id = any(${orders})`,
    commands: sql`select concat_ws(' ', kind, status) as line from commands where order_id = any(${subjects})`,
    changes: sql`
      select concat_ws(' ', key, statuses, rejection ->> 'code') as line from order_changes where order_id = any(${orders})`,
    postings: sql`
      select concat_ws(' ', posting_key, kind, (select string_agg(amount::text, ',' order by line) from ledger_entries e where e.transaction_id = t.id)) as line
      from ledger_transactions t where order_id = any(${orders}) or user_id = any(${people})`,
    steps: sql`
      select concat_ws(' ', step_key, count(*) filter (where status = 'APPLIED')) as line from chain_attempts
      where order_id = any(${orders}) or step_key like any(${orders.map((id) => `topUp:${id}%`)})
        or step_key = any(${withdrawals.map((id) => `${id}:pay`)})
        or step_key in (select 'wallets:' || batch_key from wallets where user_id = ${about.userId ?? ''})
      group by step_key`,
    open: sql`
      select step_key as line from chain_attempts where status = 'PREPARED'
      union all select key from idempotency_keys where key like ${`${about.name}:%`} and answered_at is null
      union all select event_id from events where sequence is null`,
    topUps: sql`select concat_ws(' ', cause, amount_stroops, status) as line from top_ups where order_id = any(${orders})`,
    events: sql`
      select concat_ws(' ', event_type, aggregate_type) as line from events
      where order_id = any(${orders}) or aggregate_id = any(${people}) or payload ->> 'userId' = any(${people})
        or payload ->> 'subject' = any(${subjects})`,
    balances: sql`
      select concat_ws(' ', name, balance) as line from ledger_accounts
      where name like any(${people.map((id) => `user:${id}:%`)}) or name like any(${orders.map((id) => `order:${id}:%`)})
        or name = any(${withdrawals.map((id) => `withdrawal:${id}:pending`)})`,
    withdrawals: sql`
      select concat_ws(' ', status, version, amount_stroops, transaction_hash) as line from withdrawals where id = any(${withdrawals})`,
    users: sql`
      select concat_ws(' ', external_user_id, w.status) as line from users u left join wallets w on w.user_id = u.id
      where external_user_id like ${has}`,
    apiKeys: sql`
      select concat_ws(' ', name, revoked_at is not null, replaced_by is not null) as line from api_keys where name like ${has}`,
    findings: sql`
      select concat_ws(' ', kind, resolved_at is not null) as line from audit_findings
      where subject = any(${subjects}) and alarmed_at is not null`,
    support: sql`
      select concat_ws(' ', action, performed_by, reason) as line from operator_actions
      where order_id = any(${orders}) or withdrawal_id = any(${withdrawals})`,
    disputes: sql`select concat_ws(' ', status, assigned_to) as line from disputes where order_id = any(${orders})`,
    keys: sql`select concat_ws(' ', key, status) as line from idempotency_keys where key like ${has}`,
  }
  const entries = Object.entries(lists).map(async ([name, rows]) => {
    const lines = (await rows) as unknown as { line: string }[]
    return [name, lines.map(({ line }) => withoutIds(line)).sort()] as const
  })
  return Object.fromEntries(await Promise.all(entries))
}

async function ordersOf({ sql }: Slot['db'], about: Case, people: readonly string[]): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`select id from orders where buyer_id = any(${[...people]})`
  return [...new Set([...rows.map(({ id }) => id), ...(about.orderId === undefined ? [] : [about.orderId])])]
}

/** One that was refused has no row: the key under which it was asked for names it. */
async function withdrawalsOf({ sql }: Slot['db'], { name }: Case, people: readonly string[]): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select id from withdrawals where user_id = any(${[...people]})
    union select resource_id from idempotency_keys where key = ${`${name}:withdrawals`}`
  return rows.map(({ id }) => id)
}

const IDS = [
  /(?<=\b[a-z]{3}_)[0-9a-z]{26}\b/g,
  /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g,
  /\b[0-9a-f]{64}\b/g,
  /\b[GC][A-Z2-7]{55}\b/g,
  /\b\d{16,}-\d{10}\b/g,
]

export function withoutIds(text: string): string {
  return IDS.reduce((left, id) => left.replaceAll(id, '*'), text)
}
