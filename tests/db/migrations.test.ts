import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { close, connect } from '../../db/connect.ts'
import { migrate } from '../../db/migrate.ts'
import { createEmptyDatabase } from '../setup/postgres.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const ALL = readdirSync(join(ROOT, 'db/migrations'))
  .filter((name) => name.endsWith('.sql'))
  .map((name) => name.slice(0, -'.sql'.length))
  .toSorted()

let database: Awaited<ReturnType<typeof createEmptyDatabase>>
beforeAll(async () => {
  database = await createEmptyDatabase()
})
afterAll(() => database.drop())

function runCli(databaseUrl: string | undefined) {
  const { DATABASE_URL: _, ...env } = process.env
  const withUrl = databaseUrl === undefined ? env : { ...env, DATABASE_URL: databaseUrl }
  return spawnSync(process.execPath, ['cli/migrate.ts'], { cwd: ROOT, encoding: 'utf8', env: withUrl })
}

describe('migrations', () => {
  test('make an empty database ready, once, however many processes start at the same time', async () => {
    const results = await Promise.all(Array.from({ length: 5 }, () => migrate(database.url)))
    expect(results.filter(({ length }) => length > 0)).toEqual([ALL])
    expect(await migrate(database.url)).toEqual([])
  })

  test('put every trigger on guard for every role and replication mode', async () => {
    const sql = postgres(database.url, { max: 1 })
    const rows = await sql`select tgname, tgenabled from pg_trigger where not tgisinternal`
    await sql.end()
    expect(rows.length).toBeGreaterThan(20)
    expect(rows.filter(({ tgenabled }) => tgenabled !== 'A')).toEqual([])
  })

  test('follow the schema: drizzle-kit finds nothing to generate', () => {
    // Inside the project, because the schema's imports are resolved from there; removed afterwards.
    const folder = mkdtempSync(join(ROOT, 'node_modules', '.drift-'))
    try {
      cpSync(join(ROOT, 'db/migrations'), join(folder, 'out'), { recursive: true })
      const config = join(folder, 'drizzle.config.ts')
      const out = join(folder, 'out').slice(ROOT.length)
      writeFileSync(config, `export default { dialect: 'postgresql', schema: './db/schema.ts', out: './${out}' }\n`)
      const before = readdirSync(join(folder, 'out'))
      const kit = spawnSync(
        process.execPath,
        ['node_modules/drizzle-kit/bin.cjs', 'generate', `--config=${config.slice(ROOT.length)}`],
        {
          cwd: ROOT,
          encoding: 'utf8',
        },
      )
      expect(kit.stdout + kit.stderr).toContain('No schema changes')
      expect(readdirSync(join(folder, 'out'))).toEqual(before)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})

describe('cli/migrate.ts', () => {
  test('says what it applied, and that there is nothing more to do', async () => {
    const empty = await createEmptyDatabase()
    try {
      expect(runCli(empty.url)).toMatchObject({ status: 0, stdout: `Applied ${ALL.join(', ')}.\n` })
      expect(runCli(empty.url)).toMatchObject({ status: 0, stdout: 'The database is up to date.\n' })
    } finally {
      await empty.drop()
    }
  })

  test('says in a sentence what is wrong and exits with 1', () => {
    const missing = runCli(undefined)
    expect(missing).toMatchObject({ status: 1, stdout: '' })
    expect(missing.stderr).toMatch(/^DATABASE_URL is not set\. .+\n$/)
    const unreachable = runCli('postgres://127.0.0.1:1/none')
    expect(unreachable.status).toBe(1)
    expect(unreachable.stderr).toMatch(/^The database could not be migrated: .*ECONNREFUSED.*\n$/)
  })
})

describe('a connection', () => {
  test('reads amounts as bigint, moments as ISO strings and JSON as it was', async () => {
    const db = connect(database.url, { applicationName: 'a-name' })
    try {
      const json = JSON.stringify({ text: '"x"' })
      const [row] = await db.sql`
        select 9007199254740993::bigint as big, '2026-01-12 10:00:00.1+01'::timestamptz as at,
          ${json}::text::jsonb as json, ${5n}::bigint + 1 as sum, current_setting('application_name') as name`
      expect(row).toEqual({
        big: 9_007_199_254_740_993n,
        at: '2026-01-12T09:00:00.100Z',
        json: { text: '"x"' },
        sum: 6n,
        name: 'a-name',
      })
      const orders = await db.orm.query.orders.findMany({ limit: 1 })
      expect(orders).toEqual([])
    } finally {
      await close(db)
    }
  })
})
