import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import postgres from 'postgres'
import { expect, onTestFinished, test } from 'vitest'
import { startPostgres } from '../../local/postgres/startPostgres.ts'
import { isAlive } from '../../local/processes/identity.ts'
import { temporaryFolder } from './temporaryFolder.ts'

const SMALL = { shared_buffers: '16MB', max_connections: '20' }

async function start(dataDir: string) {
  const server = await startPostgres({ dataDir, password: 'only-a-test', settings: SMALL })
  onTestFinished(() => server.stop())
  return server
}

async function ask<T>(url: string, query: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined })
  try {
    return await query(sql)
  } finally {
    await sql.end({ timeout: 1 }).catch(() => undefined)
  }
}

test('a new folder becomes a database that keeps its rows over a stop and a start', async () => {
  const dataDir = join(temporaryFolder(), 'postgres')
  const first = await start(dataDir)
  await ask(first.url, (sql) => sql`create table kept as select 7 as value`)
  await first.stop()
  expect(isAlive(first.pid)).toBe(false)
  const second = await start(dataDir)
  expect(await ask(second.url, (sql) => sql`select value from kept`)).toEqual([{ value: 7 }])
})

test('what was committed survives kill -9, and the next start recovers', async () => {
  const dataDir = join(temporaryFolder(), 'postgres')
  const first = await start(dataDir)
  await ask(first.url, (sql) => sql`create table kept as select generate_series(1, 1000) as value`)
  process.kill(first.pid, 'SIGKILL')
  await first.exited
  expect(readFileSync(join(dataDir, 'postmaster.pid'), 'utf8')).toContain(String(first.pid))
  const second = await start(dataDir)
  expect(await ask(second.url, (sql) => sql`select count(*)::int as rows from kept`)).toEqual([{ rows: 1000 }])
})

test('a lock file whose pid belongs to another program by now does not keep it from starting', async () => {
  const dataDir = join(temporaryFolder(), 'postgres')
  const first = await start(dataDir)
  const lock = readFileSync(join(dataDir, 'postmaster.pid'), 'utf8')
  await first.stop()
  writeFileSync(join(dataDir, 'postmaster.pid'), lock.replace(String(first.pid), String(process.pid)))
  const second = await start(dataDir)
  expect(await ask(second.url, (sql) => sql`select 1 as one`)).toEqual([{ one: 1 }])
})

test('a server that still runs on the folder is stopped before a new one starts there', async () => {
  const dataDir = join(temporaryFolder(), 'postgres')
  const orphan = await start(dataDir)
  const second = await start(dataDir)
  expect(isAlive(orphan.pid)).toBe(false)
  expect(await ask(second.url, (sql) => sql`select 1 as one`)).toEqual([{ one: 1 }])
})

test('it refuses a wrong password and writes its log to disk before it answers', async () => {
  const server = await start(join(temporaryFolder(), 'postgres'))
  const settings = await ask(server.url, (sql) => sql`select current_setting('fsync') as fsync`)
  expect(settings).toEqual([{ fsync: 'on' }])
  const wrong = server.url.replace('only-a-test', 'guessed')
  await expect(ask(wrong, (sql) => sql`select 1`)).rejects.toThrow('password authentication failed')
})

test('a folder of another Postgres version is refused with both versions and a way out', async () => {
  const dataDir = join(temporaryFolder(), 'postgres')
  mkdirSync(dataDir)
  writeFileSync(join(dataDir, 'PG_VERSION'), '15\n')
  const attempt = start(dataDir)
  await expect(attempt).rejects.toThrow('was made by PostgreSQL 15; this is PostgreSQL 18')
  await expect(attempt).rejects.toThrow('away to begin afresh')
})

test('a folder with other things in it is left alone', async () => {
  const dataDir = join(temporaryFolder(), 'postgres')
  mkdirSync(dataDir)
  writeFileSync(join(dataDir, 'notes.txt'), 'mine')
  await expect(start(dataDir)).rejects.toThrow('is no Postgres data directory')
  expect(readFileSync(join(dataDir, 'notes.txt'), 'utf8')).toBe('mine')
})

test.runIf(process.getuid?.() === 0)(
  'run by root in a closed folder, the data lies where Postgres can reach it',
  async () => {
    const closed = join(temporaryFolder(), 'closed')
    mkdirSync(closed, { mode: 0o700 })
    const { removeDataDirectory } = await import('../../local/postgres/placeDataDirectory.ts')
    onTestFinished(() => removeDataDirectory(join(closed, 'postgres')))
    const first = await start(join(closed, 'postgres'))
    await ask(first.url, (sql) => sql`create table kept as select 7 as value`)
    await first.stop()
    const second = await start(join(closed, 'postgres'))
    expect(await ask(second.url, (sql) => sql`select value from kept`)).toEqual([{ value: 7 }])
    await second.stop()
  },
)
