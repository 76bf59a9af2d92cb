import type { Sql } from '../connect.ts'
import { quoted } from './quoted.ts'
import { RIGHTS, type TableRights } from './rights.ts'
import type { RoleNames } from './roleNames.ts'

type Table = { readonly name: string; readonly columns: readonly string[] }

/** What a table that the list does not know is for is nobody's guess: it can be read by the programs and by nobody else. */
const UNKNOWN: TableRights = { app: [], hidden: 'all' }

/**
 * Gives the roles exactly the rights of the list: what an earlier version gave is taken back first. Runs in the owner's
 * transaction, so that programs at work never see a moment without rights.
 */
export async function grantRights(sql: Sql, database: string, names: RoleNames): Promise<void> {
  await sql.begin(async (tx) => {
    const [{ owner } = { owner: '' }] = await tx<{ owner: string }[]>`select current_user::text as owner`
    const tables = await tx<Table[]>`
      select table_name as name, string_agg(column_name, ',' order by ordinal_position) as columns
      from information_schema.columns join information_schema.tables using (table_schema, table_name)
      where table_schema = 'public' and table_type = 'BASE TABLE' group by table_name order by table_name`
    const statements = [
      ...onTheDatabase(database, names, owner),
      ...tables.flatMap(({ name, columns }) => onTable(name, String(columns).split(','), names)),
    ]
    await tx.unsafe(statements.join(';\n'))
  })
}

function onTheDatabase(database: string, { app, read }: RoleNames, owner: string): string[] {
  const both = `${quoted(app)}, ${quoted(read)}`
  return [
    `grant connect on database ${quoted(database)} to ${both}`,
    // A temporary table is found before the real one of its name, also by the triggers that guard the ledger.
    `revoke temporary on database ${quoted(database)} from public`,
    `grant temporary on database ${quoted(database)} to ${quoted(owner)}`,
    // Servers that were brought here from before Postgres 15 let everybody make tables in "public".
    'revoke create on schema public from public',
    `grant usage on schema public, drizzle to ${both}`,
    // Programs look whether the database is as new as they are.
    `grant select on all tables in schema drizzle to ${both}`,
    `revoke all on all tables in schema public from ${both}`,
    `alter role ${quoted(read)} in database ${quoted(database)} set default_transaction_read_only = on`,
  ]
}

function onTable(table: string, columns: readonly string[], { app, read }: RoleNames): string[] {
  const { app: rights, hidden = [] } = RIGHTS[table] ?? UNKNOWN
  const shown = hidden === 'all' ? [] : columns.filter((column) => !hidden.includes(column))
  const list = shown.map(quoted).join(', ')
  return [
    `grant ${['select', ...rights].join(', ')} on ${quoted(table)} to ${quoted(app)}`,
    ...(list === '' ? [] : [`grant select (${list}) on ${quoted(table)} to ${quoted(read)}`]),
  ]
}
