import { createHash, randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { inject } from 'vitest'
import { close, connect, type Database } from '../../db/connect.ts'
import { migrate } from '../../db/migrate.ts'
import { urlAs } from '../../db/roles/roleNames.ts'
import { setUpRoles } from '../../db/roles/setUpRoles.ts'
import { removeDataDirectory } from '../../local/postgres/placeDataDirectory.ts'
import { startPostgres } from '../../local/postgres/startPostgres.ts'

export type TestDatabase = { readonly db: Database; readonly url: string; close(): Promise<void> }
type Server = { readonly url: string; stop(): Promise<void> }

const TEMPLATE_LOCK = 7_220_999
const MIGRATIONS = new URL('../../db/migrations/', import.meta.url)

/** A test database with its roles: `db` is what API and workers see, the URLs are for whoever asks as somebody else. */
export type RoleDatabase = TestDatabase & {
  readonly owner: Database
  readonly appUrl: string
  readonly readUrl: string
}

const ROLE_PASSWORD = 'tests-only-role'

/** A migrated database whose `db` is connected as the role of API and workers, and may do no more. */
export async function createRoleDatabase(): Promise<RoleDatabase> {
  const database = await createTestDatabase()
  const names = await setUpRoles(database.url, { app: ROLE_PASSWORD, read: ROLE_PASSWORD })
  const appUrl = urlAs(database.url, names.app, ROLE_PASSWORD)
  const db = connect(appUrl, { applicationName: 'offerhub-test' })
  return {
    db,
    owner: database.db,
    url: database.url,
    appUrl,
    readUrl: urlAs(database.url, names.read, ROLE_PASSWORD),
    async close() {
      await close(db)
      const { sql } = database.db
      for (const name of Object.values(names)) {
        await sql`drop owned by ${sql(name)}`
        await sql`drop role ${sql(name)}`
      }
      await database.close()
    },
  }
}

/** A migrated database of its own for one test file, on the suite's server or on one started for this file. */
export async function createTestDatabase(options: { maxConnections?: number } = {}): Promise<TestDatabase> {
  const server = await findServer()
  const template = await ensureTemplate(server.url)
  const name = `test_${randomBytes(6).toString('hex')}`
  await asAdmin(server.url, (sql) => sql.unsafe(`create database ${name} template ${template}`))
  const url = withDatabase(server.url, name)
  const db = connect(url, { applicationName: 'offerhub-test', ...options })
  return {
    db,
    url,
    async close() {
      await close(db)
      await asAdmin(server.url, (sql) => sql.unsafe(`drop database if exists ${name} with (force)`))
      await server.stop()
    },
  }
}

/** An empty database of its own, for tests of the migrations themselves. */
export async function createEmptyDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const server = await findServer()
  const name = `empty_${randomBytes(6).toString('hex')}`
  await asAdmin(server.url, (sql) => sql.unsafe(`create database ${name}`))
  return {
    url: withDatabase(server.url, name),
    async drop() {
      await asAdmin(server.url, (sql) => sql.unsafe(`drop database if exists ${name} with (force)`))
      await server.stop()
    },
  }
}

async function findServer(): Promise<Server> {
  const url = process.env.TEST_DATABASE_URL ?? inject('postgresUrl')
  return url ? { url, stop: async () => undefined } : await startServer()
}

async function startServer(): Promise<Server> {
  const folder = mkdtempSync(join(tmpdir(), 'offerhub-db-'))
  // The account that Postgres runs as when the tests are run by root must pass through.
  chmodSync(folder, 0o711)
  const dataDir = join(folder, 'postgres')
  const server = await startPostgres({ dataDir, password: 'tests-only' })
  return {
    url: server.url,
    async stop() {
      await server.stop()
      removeDataDirectory(dataDir)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Copying a migrated database is much quicker than migrating each one; its name says which migrations it has. */
async function ensureTemplate(serverUrl: string): Promise<string> {
  const journal = JSON.parse(readFileSync(new URL('meta/_journal.json', MIGRATIONS), 'utf8')) as {
    entries: { tag: string }[]
  }
  const hash = createHash('sha256').update(JSON.stringify(journal))
  for (const { tag } of journal.entries) hash.update(readFileSync(new URL(`${tag}.sql`, MIGRATIONS)))
  const name = `template_${hash.digest('hex').slice(0, 16)}`
  await asAdmin(serverUrl, async (sql) => {
    await sql`select pg_advisory_lock(${TEMPLATE_LOCK})`
    const [found] = await sql`select 1 from pg_database where datname = ${name}`
    if (found) return
    const unfinished = `${name}_unfinished`
    await sql.unsafe(`drop database if exists ${unfinished} with (force)`)
    await sql.unsafe(`create database ${unfinished}`)
    await migrate(withDatabase(serverUrl, unfinished))
    await sql.unsafe(`alter database ${unfinished} rename to ${name}`)
  })
  return name
}

function withDatabase(serverUrl: string, name: string): string {
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  return url.href
}

async function asAdmin<T>(serverUrl: string, run: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres(withDatabase(serverUrl, 'postgres'), { max: 1, onnotice: () => undefined })
  try {
    return await run(sql)
  } finally {
    await sql.end({ timeout: 5 })
  }
}
