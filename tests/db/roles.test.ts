import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { close, connect, type Database } from '../../db/connect.ts'
import { numberEvents } from '../../db/events/number.ts'
import { migrate } from '../../db/migrate.ts'
import { RIGHTS } from '../../db/roles/rights.ts'
import { roleNames, urlAs } from '../../db/roles/roleNames.ts'
import { refreshRights, setUpRoles } from '../../db/roles/setUpRoles.ts'
import { dumpDatabase } from '../security/dumps.ts'
import { releasedOrder, someTerms, someUser, usdc } from '../setup/books.ts'
import { createEmptyDatabase, createRoleDatabase, type RoleDatabase } from '../setup/postgres.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
/** https://www.postgresql.org/docs/current/errcodes-appendix.html */
const INSUFFICIENT_PRIVILEGE = '42501'
const READ_ONLY_TRANSACTION = '25006'

let database: RoleDatabase
let owner: Database
let app: Database
let read: Database

beforeAll(async () => {
  database = await createRoleDatabase()
  owner = database.owner
  app = database.db
  read = connect(database.readUrl, { maxConnections: 2 })
  const [buyer, seller] = [await someUser(app, usdc(100)), await someUser(app)]
  await releasedOrder(app, someTerms(buyer, seller, usdc(50)))
  await numberEvents(app)
})

afterAll(async () => {
  await close(read)
  await database.close()
})

async function refusalOf({ sql }: Database, statement: string): Promise<unknown> {
  try {
    await sql.unsafe(statement)
  } catch (error) {
    return (error as { code?: string }).code
  }
  return 'nobody refused it'
}

describe('the role of API and workers', () => {
  test('is enough for an order from its reservation to its release, and for the numbers of its events', async () => {
    const [row] = await app.sql`
      select (select status from orders) as order, (select count(*)::int from events where sequence is null) as waiting,
        (select sum(amount)::int from ledger_entries) as sum, current_user as role`
    expect(row).toMatchObject({ order: 'CLOSED', waiting: 0, sum: 0 })
    expect(row?.role).toMatch(/_app$/)
  })

  const written = ['ledger_entries', 'ledger_transactions', 'order_changes', 'operator_actions', 'chain_transfers']
  const forbidden: readonly string[] = [
    ...written.map((table) => `delete from ${table}`),
    'update ledger_entries set amount = amount + 1',
    "update ledger_transactions set kind = 'deposit'",
    "update order_changes set key = 'another'",
    "update operator_actions set reason = 'another'",
    "update chain_transfers set verdict = 'ignored'",
    "update ledger_accounts set kind = 'suspense'",
    "update events set payload = '{}'",
    'update users set email = null',
    ...['events', 'ledger_accounts', 'orders', 'commands', 'wallets', 'users', 'api_keys', 'chain_attempts'].map(
      (table) => `delete from ${table}`,
    ),
    ...Object.keys(RIGHTS).map((table) => `truncate ${table} cascade`),
    'drop table ledger_entries cascade',
    'alter table ledger_entries disable trigger all',
    'alter table ledger_entries add column note text',
    'drop trigger ledger_entries_apply on ledger_entries',
    'drop function refuse_write cascade',
    "create or replace function refuse_write() returns trigger language plpgsql as 'begin return null; end'",
    'create table mine (a int)',
    'create temporary table ledger_accounts (name text)',
    'create schema mine',
    'create index on ledger_entries (amount)',
    'alter table ledger_entries owner to current_user',
    'delete from drizzle.__drizzle_migrations',
    "set session_replication_role = 'replica'",
    'create role another',
    'select rolpassword from pg_authid',
    "copy users to program 'cat'",
  ]

  test.each(forbidden)('may not: %s', async (statement) => {
    expect(await refusalOf(app, statement)).toBe(INSUFFICIENT_PRIVILEGE)
  })

  test('may not take the place of the owner', async () => {
    const [row] = await owner.sql`select current_user::text as name`
    expect(await refusalOf(app, `set role "${row?.name}"`)).toBe(INSUFFICIENT_PRIVILEGE)
    // Postgres answers that no privileges were granted with a warning.
    const before = await privileges()
    await app.sql`grant delete on ledger_entries to current_user`
    expect(await privileges()).toEqual(before)
  })

  test('cannot move a balance beside the entries, although posting moves it', async () => {
    // restrict_violation: the trigger's word, which binds the owner as well.
    expect(await refusalOf(app, 'update ledger_accounts set balance = 1')).toBe('23001')
  })
})

describe('the role of people and dashboards', () => {
  test('reads the books', async () => {
    const [row] = await read.sql`select count(*)::int as orders, min(status) as status from orders`
    expect(row).toEqual({ orders: 1, status: 'CLOSED' })
    for (const table of ['ledger_entries', 'ledger_accounts', 'events', 'audit_findings', 'chain_attempts']) {
      await read.sql.unsafe(`select * from ${table} limit 1`)
    }
  })

  test.each([
    'select ciphertext from wallets',
    'select * from wallets',
    'select hash from api_keys',
    'select email from users',
    'select body from idempotency_keys',
    'create temporary table x (a int)',
  ])('may not: %s', async (statement) => {
    expect([INSUFFICIENT_PRIVILEGE, READ_ONLY_TRANSACTION]).toContain(await refusalOf(read, statement))
  })

  test.each(Object.keys(RIGHTS))(
    'may not write to %s, not even when it asks for a transaction that writes',
    async (table) => {
      for (const statement of [`delete from ${table}`, `insert into ${table} default values`]) {
        const insisting = read.sql.begin('read write', (tx) => tx.unsafe(statement))
        await expect(insisting).rejects.toMatchObject({ code: INSUFFICIENT_PRIVILEGE })
      }
    },
  )
})

describe('the list of rights', () => {
  test('names every table that there is, and none that there is not', async () => {
    const tables = [...(await dumpDatabase(owner)).keys()].filter((name) => name.startsWith('public.'))
    expect(Object.keys(RIGHTS).toSorted()).toEqual(tables.map((name) => name.slice('public.'.length)).toSorted())
  })

  test('is what the database holds, also after somebody gave more by hand', async () => {
    const before = await privileges()
    await owner.sql.unsafe(`grant delete on ledger_entries to "${roleNames(nameOf(database.url)).app}"`)
    expect(await privileges()).not.toEqual(before)
    await setUpRoles(database.url)
    expect(await privileges()).toEqual(before)
  })

  test('leaves a table that it does not know to be read by the programs alone', async () => {
    await owner.sql`create table newcomer (a int)`
    expect(await refreshRights(database.url)).toBe(true)
    expect(await app.sql`select * from newcomer`).toEqual([])
    expect(await refusalOf(app, 'insert into newcomer values (1)')).toBe(INSUFFICIENT_PRIVILEGE)
    expect(await refusalOf(read, 'select * from newcomer')).toBe(INSUFFICIENT_PRIVILEGE)
    await owner.sql`drop table newcomer`
  })
})

async function privileges() {
  return await owner.sql`
    select grantee::text, table_name::text as table, privilege_type::text as right from information_schema.table_privileges
    where grantee like '%\\_app' or grantee like '%\\_read' order by 1, 2, 3`
}

const nameOf = (url: string) => new URL(url).pathname.slice(1)

describe('the set-up of the roles', () => {
  test('is part of the migrations when a password is given, lets in with it, and with no other', async () => {
    const empty = await createEmptyDatabase()
    const names = roleNames(nameOf(empty.url))
    const run = (script: string, more: NodeJS.ProcessEnv = {}) =>
      spawnSync(process.execPath, [script], {
        cwd: ROOT,
        encoding: 'utf8',
        env: { PATH: process.env.PATH, DATABASE_URL: empty.url, ...more },
      })
    try {
      expect(run('cli/roles.ts')).toMatchObject({ status: 1, stderr: expect.stringContaining('node cli/migrate.ts') })
      const password = 'pass\'word"-with-quotes'
      expect(run('cli/migrate.ts', { DATABASE_APP_PASSWORD: password }).status).toBe(0)
      expect(await knock(empty.url, names.app, password)).toBe('let in')
      expect(await knock(empty.url, names.app, `${password}!`)).toBe('28P01')
      const again = run('cli/roles.ts', { DATABASE_READ_PASSWORD: 'long-enough-1' })
      expect(again.stdout).toContain(`${names.read} (people and dashboards) has its rights and its password`)
      expect(await knock(empty.url, names.read, 'long-enough-1')).toBe('let in')
      const short = run('cli/migrate.ts', { DATABASE_APP_PASSWORD: 'short-1' })
      expect(short).toMatchObject({ status: 1, stderr: expect.stringContaining('DATABASE_APP_PASSWORD must be 12') })
      expect(short.stderr).not.toContain('short-1')
    } finally {
      const admin = connect(empty.url, { maxConnections: 1 })
      for (const name of Object.values(names)) {
        await admin.sql`drop owned by ${admin.sql(name)}`
        await admin.sql`drop role ${admin.sql(name)}`
      }
      await close(admin)
      await empty.drop()
    }
  })

  test('needs no superuser: an owner who may make roles is enough, also for the migrations', async () => {
    const empty = await createEmptyDatabase()
    const names = roleNames(nameOf(empty.url))
    const plain = `${nameOf(empty.url)}_owner`
    const admin = connect(empty.url, { maxConnections: 1 })
    try {
      await admin.sql.unsafe(`create role "${plain}" login createrole password 'owner-of-this'`)
      await admin.sql.unsafe(`alter database "${nameOf(empty.url)}" owner to "${plain}"`)
      const url = urlAs(empty.url, plain, 'owner-of-this')
      expect((await migrate(url)).length).toBeGreaterThan(10)
      for (const _again of [1, 2]) await setUpRoles(url, { app: 'long-enough-1', read: 'long-enough-2' })
      expect(await knock(empty.url, names.app, 'long-enough-1')).toBe('let in')
    } finally {
      await admin.sql.unsafe(`alter database "${nameOf(empty.url)}" owner to current_user`)
      await admin.sql.unsafe(`drop owned by "${names.app}", "${names.read}", "${plain}" cascade`)
      for (const name of [names.app, names.read, plain]) await admin.sql.unsafe(`drop role if exists "${name}"`)
      await close(admin)
      await empty.drop()
    }
  })

  test('of several programs at once gives the same as that of one', async () => {
    const before = await privileges()
    await Promise.all(Array.from({ length: 4 }, () => setUpRoles(database.url)))
    await Promise.all([migrate(database.url), refreshRights(database.url)])
    expect(await privileges()).toEqual(before)
  })
})

async function knock(url: string, role: string, password: string): Promise<unknown> {
  const db = connect(urlAs(url, role, password), { maxConnections: 1 })
  try {
    await db.sql`select 1`
    return 'let in'
  } catch (error) {
    return (error as { code?: string }).code
  } finally {
    await close(db)
  }
}
