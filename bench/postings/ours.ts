import type { Database } from '../../db/connect.ts'
import { eventPart } from '../../db/events/append.ts'
import { postAll } from '../../db/ledger/post.ts'
import { postingParts } from '../../db/ledger/postingParts.ts'
import { newId } from '../../db/newId.ts'
import type { OrderId, UserId } from '../../domain/ids.ts'
import type { Posting } from '../../domain/ledger/posting.ts'
import { depositPosting } from '../../domain/ledger/rules/deposit.ts'
import { reservePosting } from '../../domain/ledger/rules/reserve.ts'
import { stroops } from '../../domain/money.ts'

const RICH = stroops(10n ** 17n)
const PRICE = stroops(10_000_000n)
const PROOF = { transactionHash: '0'.repeat(64), ledger: 1 }

/** Who posts: people with more money than a run can reserve, and as many orders. */
export type Cast = { readonly users: readonly UserId[]; readonly orders: readonly OrderId[] }

export async function enrich(db: Database, count: number): Promise<Cast> {
  const users = Array.from({ length: count }, () => newId('user'))
  const orders = Array.from({ length: count }, () => newId('order'))
  await postAll(
    db.sql,
    users.map((userId) => depositPosting({ eventId: newId('event'), userId, amount: RICH, proof: PROOF })),
  )
  return { users, orders }
}

let count = 0

function reservation({ users, orders }: Cast, buyer: number): Posting {
  const number = count++
  const orderId = orders[number % orders.length]
  const buyerId = users[buyer % users.length]
  if (orderId === undefined || buyerId === undefined) throw new Error('The cast is empty')
  return reservePosting({ key: `bench:${number}`, orderId, buyerId, amount: PRICE })
}

/** One reservation with its event, in one statement and one SQL transaction, as a command of an order posts. */
export async function postOne({ sql, news }: Database, cast: Cast, isSpread: boolean): Promise<void> {
  const posting = reservation(cast, isSpread ? count : 0)
  const event = { type: 'balance.reserved', aggregateId: posting.userId ?? '', payload: { key: posting.key } } as const
  await sql`
    with ${postingParts(sql, [posting], { repeated: 'fail' })},
      ${eventPart(sql, [event], {}, sql`exists (select from posted)`)}
    select from posted`
  news.tell('events')
}

/** Many reservations in one SQL transaction, as the watcher of deposits posts. */
export async function postMany({ sql, news }: Database, cast: Cast, size: number): Promise<void> {
  const postings = Array.from({ length: size }, () => reservation(cast, count))
  const events = postings.map(
    ({ userId = '', key }) => ({ type: 'balance.reserved', aggregateId: userId, payload: { key } }) as const,
  )
  await sql`
    with ${postingParts(sql, postings, { repeated: 'fail' })},
      ${eventPart(sql, events, {}, sql`exists (select from posted)`)}
    select from posted limit 1`
  news.tell('events')
}
