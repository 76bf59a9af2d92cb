import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../../cli/demo/until.ts'
import { close, connect, type Database } from '../../db/connect.ts'
import { isConnectionLost, TransactionLost } from '../../db/driver/lostConnection.ts'
import { keepListening } from '../../db/listen.ts'
import { createTestDatabase, type TestDatabase } from '../setup/postgres.ts'

const LOAD_MS = 8_000
const CALLERS = 30
/** A statement takes milliseconds; one that has not ended by then hangs. */
const HANGS_MS = 5_000
const TERMINATE_EVERY_MS = 30

let own: TestDatabase
let victim: Database
let uncaught: unknown[]
const note = (error: unknown) => void uncaught.push(error)
/** Whoever runs the tests listens too, and would call every one of them failed. */
let others: [kind: (typeof KINDS)[number], listener: (error: unknown) => void][]

const KINDS = ['uncaughtException', 'unhandledRejection'] as const

beforeAll(async () => {
  own = await createTestDatabase()
  victim = connect(own.url, { maxConnections: 10, applicationName: 'victim' })
  await own.db.sql`create table halves (id int primary key, second_half int)`
  await own.db.sql`create sequence runs`
  uncaught = []
  others = KINDS.flatMap((kind) =>
    process.listeners(kind as 'exit').map((listener) => [kind, listener as never] as (typeof others)[number]),
  )
  for (const kind of KINDS) process.removeAllListeners(kind).on(kind, note)
})
afterAll(async () => {
  for (const kind of KINDS) process.off(kind, note)
  for (const [kind, listener] of others) process.on(kind, listener)
  await close(victim)
  await own.close()
})

async function terminate(share: number): Promise<number> {
  const rows = await own.db.sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where application_name = 'victim' and datname = current_database() and random() < ${share}`
  return rows.length
}

let counter = 0
async function doSomething(): Promise<void> {
  const id = ++counter
  if (id % 3 === 0) return void (await victim.sql.unsafe(`select $1::int as x${id}`, [id], { prepare: true }))
  if (id % 3 === 1) return void (await victim.sql`select pg_sleep(0.002), ${id}::int`)
  await victim.sql.begin(async (tx) => {
    await tx`insert into halves (id) values (${id})`
    await tx`update halves set second_half = 1 where id = ${id}`
  })
}

test(
  'connections that are terminated all the time cost their statements and nothing else: no crash, no hang, no half transaction',
  async () => {
    const endsAtMs = Date.now() + LOAD_MS
    let [done, lost, hung, terminated] = [0, 0, 0, 0]
    const work = async () => {
      while (Date.now() < endsAtMs) {
        const outcome = await Promise.race([
          doSomething().then(
            () => 'done' as const,
            (error) => (isConnectionLost(error) ? ('lost' as const) : Promise.reject(error)),
          ),
          new Promise<'hung'>((resolve) => setTimeout(resolve, HANGS_MS, 'hung').unref()),
        ])
        if (outcome === 'done') done += 1
        else if (outcome === 'lost') lost += 1
        else hung += 1
      }
    }
    const axe = async () => {
      while (Date.now() < endsAtMs) {
        terminated += await terminate(0.4)
        await new Promise((resolve) => setTimeout(resolve, TERMINATE_EVERY_MS))
      }
    }
    await Promise.all([axe(), ...Array.from({ length: CALLERS }, work)])
    process.stderr.write(`${terminated} backends terminated: ${done} done, ${lost} lost, ${hung} hung\n`)
    expect(uncaught).toEqual([])
    expect({ hung, enough: terminated > 30 && done > 200 }).toEqual({ hung: 0, enough: true })
    const [half] = await own.db.sql`select count(*)::int as count from halves where second_half is null`
    expect(half).toEqual({ count: 0 })
    await Promise.all(Array.from({ length: CALLERS }, () => victim.sql`select pg_sleep(0.05)`))
  },
  LOAD_MS * 4,
)

test('a transaction whose connection is lost between two statements runs no other statement, on whatever connection', async () => {
  const id = ++counter
  let late: unknown
  let isLost = false
  const transaction = victim.sql.begin(async (tx) => {
    await tx`insert into halves (id) values (${id})`
    const [mine] = await tx<{ pid: number }[]>`select pg_backend_pid() as pid`
    await own.db.sql`select pg_terminate_backend(${mine?.pid ?? 0})`
    // Until the pool has a connection in its place, which it makes for other callers.
    await until(HANGS_MS, 'the loss', async () => isLost)
    await Promise.all(Array.from({ length: CALLERS }, () => victim.sql`select pg_sleep(0.05)`))
    late = await tx`insert into halves (id, second_half) values (${-id}, 1)`.catch((error: unknown) => error)
  })
  await expect(transaction).rejects.toSatisfy(isConnectionLost)
  isLost = true
  await until(HANGS_MS, 'the late statement', async () => late !== undefined)
  expect(late).toBeInstanceOf(TransactionLost)
  expect(await own.db.sql`select id from halves where abs(id) = ${id}`).toHaveLength(0)
  expect(uncaught).toEqual([])
})

/** One connection, so that what follows runs where something was lost. */
async function loseInTheMiddle(): Promise<Database> {
  const single = connect(own.url, { maxConnections: 1, applicationName: 'single' })
  const slow = single.sql`select nextval('runs'), pg_sleep(60)`.catch((error: unknown) => error)
  await until(HANGS_MS, 'the statement to run and its session to be ended', async () => {
    const ended = await own.db.sql`
      select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'single' and query like '%pg_sleep%'`
    return ended.length > 0
  })
  expect(await slow).toSatisfy(isConnectionLost)
  return single
}

async function runsOf(): Promise<number> {
  const [row] = await own.db.sql<{ runs: number }[]>`
    select case when is_called then last_value::int else 0 end as runs from runs`
  return row?.runs ?? 0
}

test.each([
  { name: 'a statement', run: async ({ sql }: Database) => await sql<{ one: number }[]>`select 1 as one` },
  { name: 'a query of the builder', run: async ({ orm }: Database) => await orm.execute('select 1 as one') },
  {
    name: 'a transaction',
    run: async ({ sql }: Database) => await sql.begin(async (tx) => await tx<{ one: number }[]>`select 1 as one`),
  },
])(
  '$name that follows on a connection whose session was ended in the middle of another one is not refused',
  async ({ run }) => {
    const before = await runsOf()
    const single = await loseInTheMiddle()
    expect([...(await run(single))]).toEqual([{ one: 1 }])
    // The lost one had been sent, so it is its caller's to repeat; a sequence counts also what was rolled back.
    expect(await runsOf()).toBe(before + 1)
    await close(single)
    expect(uncaught).toEqual([])
  },
)

test('a listener hears again after its connection was terminated, and nothing more once it has stopped', async () => {
  const heard: string[] = []
  const listening = keepListening(victim, 'life', (payload) => void heard.push(payload))
  const untilHeard = async (word: string) =>
    await until(HANGS_MS, `to hear "${word}"`, async () => {
      await own.db.sql`select pg_notify('life', ${word})`
      return heard.includes(word)
    })
  await untilHeard('first')
  expect(await terminate(1)).toBeGreaterThan(0)
  await untilHeard('second')
  await listening.stop()
  const before = heard.length
  await own.db.sql`select pg_notify('life', 'third')`
  await victim.sql`select 1`
  expect(heard).toHaveLength(before)
  expect(uncaught).toEqual([])
})
