import { closedOrdersAfter, openOrdersAfter, readOrderFacts } from '../../db/audit/orderFacts.ts'
import type { Sweep, SweepMove } from '../../db/audit/sweeps.ts'
import type { CheckResult } from '../../domain/audit/finding.ts'
import { judgeOrder } from '../../domain/audit/judgeOrder.ts'
import type { Books } from './books.ts'

const ORDERS_PER_STATEMENT = 200
const OPEN_PER_LOOK = 200
const CLOSED_PER_LOOK = 100

/** Holds the rows of these orders against their accounts, histories and events. */
export async function judgeOrders({ db }: Pick<Books, 'db'>, orderIds: readonly string[]): Promise<CheckResult[]> {
  const results: CheckResult[] = []
  for (let from = 0; from < orderIds.length; from += ORDERS_PER_STATEMENT) {
    const facts = await readOrderFacts(db, orderIds.slice(from, from + ORDERS_PER_STATEMENT))
    results.push(...facts.flatMap(judgeOrder))
  }
  return results
}

export type OrderPage = { readonly ids: readonly string[]; readonly move: SweepMove | null }
const NOTHING: OrderPage = { ids: [], move: null }

/** The next part of the sweep over open or closed orders; nothing when it is not due. */
export async function nextOrders(
  { db }: Pick<Books, 'db'>,
  name: 'openOrders' | 'closedOrders',
  sweep: Sweep | null,
  ledger: number,
): Promise<OrderPage> {
  if (sweep === null) return NOTHING
  const [read, limit] = name === 'openOrders' ? [openOrdersAfter, OPEN_PER_LOOK] : [closedOrdersAfter, CLOSED_PER_LOOK]
  const ids = await read(db, sweep.place, limit)
  const to = ids.length < limit ? null : (ids.at(-1) ?? null)
  return { ids, move: { name, from: sweep.place, to, checked: ids.length, ledger } }
}

/** The order that a finding is about: its subject is the order's id, or the name of one of its accounts. */
export function orderOfSubject(subject: string): string | null {
  return /^(?:order:)?(ord_[0-9A-Za-z]+)/.exec(subject)?.[1] ?? null
}
