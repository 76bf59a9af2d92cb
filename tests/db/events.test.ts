import { describe, expect, test } from 'vitest'
import { appendEvents } from '../../db/events/append.ts'
import { numberEvents } from '../../db/events/number.ts'
import { type EventView, latestSequence, oldestSequence, readEvents } from '../../db/events/read.ts'
import { newId } from '../../db/newId.ts'
import type { EventDraft } from '../../domain/events.ts'
import { useTestDatabase } from '../setup/useDatabase.ts'

const { db } = await useTestDatabase({ maxConnections: 30 })

const draft = (n: number, aggregateId: string = newId('order')): EventDraft => ({
  type: 'order.created',
  aggregateId,
  payload: { n, text: '"{}"', nothing: null },
})

/** Reads on from a sequence until nothing more is there. */
async function readAll(after: bigint): Promise<EventView[]> {
  const all: EventView[] = []
  for (let rounds = 0; rounds < 100; rounds++) {
    const next = await readEvents(db, { afterSequence: BigInt(all.at(-1)?.sequence ?? after), limit: 7 })
    if (next.length === 0) return all
    all.push(...next)
  }
  throw new Error('The events did not come to an end')
}

describe('the outbox', () => {
  test('shows an event with its envelope once it is numbered, and not before', async () => {
    const orderId = newId('order')
    await appendEvents(db.sql, [draft(1, orderId)], { orderId, commandId: 'cmd_1' })
    const query = { afterSequence: 0n, limit: 10, orderId }
    expect(await readEvents(db, query)).toHaveLength(0)
    await numberEvents(db)
    const [event] = await readEvents(db, query)
    expect(event).toMatchObject({
      eventType: 'order.created',
      aggregateId: orderId,
      aggregateType: 'order',
      payload: { n: 1, text: '"{}"', nothing: null },
      metadata: { orderId, commandId: 'cmd_1' },
      sequence: String(await latestSequence(db)),
    })
    expect(event?.eventId).toMatch(/^evt_/)
    expect(event?.occurredAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
    expect(await oldestSequence(db)).toBe(1n)
  })

  test('keeps the events of one call in their order', async () => {
    const after = await latestSequence(db)
    await appendEvents(
      db.sql,
      Array.from({ length: 20 }, (_, n) => draft(n)),
    )
    expect(await numberEvents(db)).toBe(20)
    expect((await readAll(after)).map(({ payload }) => payload.n)).toEqual(Array.from({ length: 20 }, (_, n) => n))
  })

  test('drops the events of a transaction that is rolled back', async () => {
    const after = await latestSequence(db)
    const rolledBack = db.sql.begin(async (tx) => {
      await appendEvents(tx, [draft(1)])
      throw new Error('changed my mind')
    })
    await expect(rolledBack).rejects.toThrow('changed my mind')
    expect(await numberEvents(db)).toBe(0)
    expect(await latestSequence(db)).toBe(after)
  })

  test('an event that commits late gets a later number than a reader has seen', async () => {
    const { promise: mayCommit, resolve: letItCommit } = Promise.withResolvers<void>()
    const { promise: written, resolve: sayWritten } = Promise.withResolvers<void>()
    const slow = db.sql.begin(async (tx) => {
      await appendEvents(tx, [draft(1)])
      sayWritten()
      await mayCommit
    })
    await written
    await appendEvents(db.sql, [draft(2)])
    await numberEvents(db)
    const seen = await latestSequence(db)
    letItCommit()
    await slow
    await numberEvents(db)
    expect((await readAll(seen)).map(({ payload }) => payload.n)).toEqual([1])
  })

  test('a reader that follows twenty writers and three numberers sees every event once and never a gap', async () => {
    const start = await latestSequence(db)
    const total = 400
    let writing = true
    const writers = Array.from({ length: 20 }, async (_, writer) => {
      for (let n = 0; n < total / 20; n++) {
        // Some transactions stay open for a while after they wrote, others roll back: neither may tear a hole.
        await db.sql
          .begin(async (tx) => {
            await appendEvents(tx, [draft(writer * 1_000 + n)])
            for (let trips = 0; trips < n % 4; trips++) await tx`select 1`
            if (n % 7 === 6) throw new Error('rolled back')
          })
          .catch(() => undefined)
      }
    })
    const numberers = Array.from({ length: 3 }, async () => {
      while (writing) await numberEvents(db)
    })
    const seen: EventView[] = []
    const reader = (async () => {
      for (;;) {
        const last = !writing
        const next = await readEvents(db, { afterSequence: BigInt(seen.at(-1)?.sequence ?? start), limit: 50 })
        for (const event of next) {
          expect(BigInt(event.sequence)).toBe(BigInt(seen.at(-1)?.sequence ?? start) + 1n)
          seen.push(event)
        }
        if (last && next.length === 0) return
      }
    })()
    await Promise.all(writers)
    writing = false
    await Promise.all(numberers)
    await numberEvents(db)
    await reader
    await numberEvents(db)
    const rest = await readAll(BigInt(seen.at(-1)?.sequence ?? start))
    const [stored] = await db.sql<
      { count: number }[]
    >`select count(*)::int as count from events where sequence > ${start}`
    expect(new Set([...seen, ...rest].map(({ eventId }) => eventId)).size).toBe(stored?.count)
    expect(seen.length + rest.length).toBe(stored?.count)
    expect(stored?.count).toBeGreaterThan(total / 2)
  })
})
