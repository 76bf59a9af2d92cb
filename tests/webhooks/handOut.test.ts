import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { handOutEvents } from '../../activities/webhooks/handOutEvents.ts'
import { appendEvents } from '../../db/events/append.ts'
import { fanOut } from '../../db/webhooks/fanOut.ts'
import type { WebhookEndpointId } from '../../domain/ids.ts'
import { startWorld, type World } from './support/world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterEach(() => world.clear())
afterAll(() => world.stop())

const some = (n: number) => ({ type: 'order.created', aggregateId: `ord_${n}`, payload: { n } }) as const

async function handedOut(endpointId: WebhookEndpointId): Promise<string[]> {
  const rows = await world.db.sql<{ aggregateId: string }[]>`
    select e.aggregate_id as "aggregateId" from webhook_deliveries d join events e on e.event_id = d.event_id
    where d.endpoint_id = ${endpointId} order by d.id`
  return rows.map(({ aggregateId }) => aggregateId)
}

test('events whose transactions commit in another order than they began are all handed out, each once', async () => {
  const endpoint = await world.endpoint()
  const { sql } = world.db
  const [held, written] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const slow = sql.begin(async (tx) => {
    await appendEvents(tx, [some(1)])
    written.resolve()
    await held.promise
  })
  await written.promise
  await appendEvents(sql, [some(2)])
  await world.handOut()
  expect(await handedOut(endpoint.id)).toEqual(['ord_2'])
  held.resolve()
  await slow
  await appendEvents(sql, [some(3)])
  await world.handOut()
  expect(await handedOut(endpoint.id)).toEqual(['ord_2', 'ord_1', 'ord_3'])
})

test('many writers and several that hand out at once leave no event out and none twice', async () => {
  const endpoint = await world.endpoint()
  const { db } = world
  const count = 400
  const writers = Array.from({ length: 8 }, async (_, writer) => {
    for (let n = writer; n < count; n += 8) await appendEvents(db.sql, [some(n)])
  })
  const written = Promise.all(writers)
  let isWritten = false
  void written.then(() => {
    isWritten = true
  })
  const handing = Array.from({ length: 3 }, async () => {
    while (!isWritten) await handOutEvents(db, new AbortController().signal)
  })
  await Promise.all([written, ...handing])
  await world.handOut()
  const all = await handedOut(endpoint.id)
  expect(all).toHaveLength(count)
  expect(new Set(all).size).toBe(count)
})

test('a transaction that hands out and does not come to its end has handed out nothing', async () => {
  const endpoint = await world.endpoint()
  await appendEvents(world.db.sql, [some(1)])
  const broken = { sql: failingAtCommit(world) }
  await world.handOut()
  await appendEvents(world.db.sql, [some(2)])
  await expect(handOutEvents(broken, new AbortController().signal)).rejects.toThrow('The power is gone')
  expect(await handedOut(endpoint.id)).toEqual(['ord_1'])
  await world.handOut()
  expect(await handedOut(endpoint.id)).toEqual(['ord_1', 'ord_2'])
})

test('without an endpoint nothing is read, and the first one does not get what was before it', async () => {
  await appendEvents(world.db.sql, [some(1)])
  await world.handOut()
  expect(await fanOut(world.db)).toBe(0)
  const [waiting] = await world.db.sql`select count(*)::int as count from events where sequence is null`
  expect(waiting?.count).toBeGreaterThan(0)
  const endpoint = await world.endpoint()
  await appendEvents(world.db.sql, [some(2)])
  await world.handOut()
  expect(await handedOut(endpoint.id)).toEqual(['ord_2'])
})

test('an endpoint that is disabled gets its deliveries as well, and they wait', async () => {
  const endpoint = await world.endpoint()
  await world.db.sql`
    update webhook_endpoints set status = 'DISABLED', disabled_reason = 'requested', disabled_at = now()
    where id = ${endpoint.id}`
  await world.happens()
  await world.send()
  expect((await world.deliveries(endpoint.id)).map(({ status }) => status)).toEqual(['PENDING'])
  expect(world.receiver.received).toEqual([])
})

/** A client whose transactions that move the cursor fail at their end. */
function failingAtCommit({ db }: World): World['db']['sql'] {
  return new Proxy(db.sql, {
    get(sql, name) {
      if (name !== 'begin') return Reflect.get(sql, name)
      return (work: Parameters<typeof sql.begin>[1]) =>
        sql.begin(async (tx) => {
          const result = await (work as (inner: typeof tx) => Promise<unknown>)(tx)
          const [moved] = await tx`select xmin = pg_current_xact_id()::xid as moved from webhook_cursor`
          if (moved?.moved) throw new Error('The power is gone')
          return result
        })
    },
  })
}
