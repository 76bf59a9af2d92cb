import { expect, test } from 'vitest'
import { until } from '../../cli/demo/until.ts'
import { connect, type Database } from '../../db/connect.ts'
import { appendEvents } from '../../db/events/append.ts'
import { keepListening } from '../../db/listen.ts'
import { makeNews } from '../../db/news.ts'
import { reserve } from '../../domain/order/changes/reserve.ts'
import { createdOrder, someCommand, someTerms, someUser, take, usdc } from '../setup/books.ts'
import { useTestDatabase } from '../setup/useDatabase.ts'

const { db } = await useTestDatabase()

const HEARD_MS = 5_000

/** What is heard on a channel while the work is done. */
async function hear(channel: 'events' | 'outcomes', work: () => Promise<void>, enough: (heard: string[]) => boolean) {
  const heard: string[] = []
  const { promise: isListening, resolve } = Promise.withResolvers<void>()
  const listening = keepListening(db, channel, (payload) => void heard.push(payload), resolve)
  await isListening
  await work()
  await until(HEARD_MS, `news of ${channel}`, async () => enough(heard))
  await listening.stop()
  return heard
}

test('whoever listens hears of an outcome that was committed', async () => {
  const buyer = await someUser(db, usdc(10))
  const order = await createdOrder(db, someTerms(buyer, buyer, usdc(1)))
  const commandId = someCommand()
  await hear(
    'outcomes',
    () => take(db, reserve(order, commandId)).then(() => undefined),
    (heard) => heard.includes(commandId),
  )
})

test('nothing is told inside of a transaction, where it would hold a lock of the whole database', async () => {
  const heard = await hear(
    'events',
    async () => {
      await appendEvents(db.sql, [{ type: 'user.created', aggregateId: 'usr_1', payload: { userId: 'usr_1' } }])
      db.news.tell('events', 'the first')
    },
    (all) => all.length > 0,
  )
  expect(heard).toEqual(['the first'])
})

/** Counts the statements that a teller sends. */
function counted(database: Database) {
  const statements = { count: 0 }
  const sql = new Proxy(database.sql, {
    apply(target, self, args) {
      statements.count++
      return Reflect.apply(target as never, self, args)
    },
  })
  return { statements, news: makeNews(sql) }
}

test('what gathers while something is being told goes out in one statement', async () => {
  const { statements, news } = counted(db)
  const told = Array.from({ length: 300 }, (_, n) => `cmd_${n % 100}`)
  const heard = await hear(
    'outcomes',
    async () => {
      for (const commandId of told) news.tell('outcomes', commandId)
    },
    (all) => all.length >= 100,
  )
  expect(statements.count).toBe(2)
  expect(new Set(heard)).toEqual(new Set(told))
  // The first one went out by itself, before it was told again.
  expect(heard).toHaveLength(101)
})

test('a flood is cut: whoever is not told reads again on the clock', async () => {
  const { news } = counted(db)
  const heard = await hear(
    'outcomes',
    async () => {
      for (let n = 0; n < 10_000; n++) news.tell('outcomes', `cmd_${n}`)
      news.tell('outcomes', 'too late')
    },
    (all) => all.length >= 1_001,
  )
  expect(heard).toHaveLength(1_001)
})

test('telling without a database fails for nobody', async () => {
  const nowhere = connect('postgres://nobody@127.0.0.1:1/nothing')
  nowhere.news.tell('events')
  await expect(nowhere.sql`select 1`).rejects.toThrow()
  nowhere.news.tell('events')
  await nowhere.sql.end({ timeout: 1 })
})
