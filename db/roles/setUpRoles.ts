import { close, connect, type Sql } from '../connect.ts'
import { grantRights } from './grantRights.ts'
import { quoted } from './quoted.ts'
import { type RoleNames, roleNames } from './roleNames.ts'
import { scramVerifier } from './scramVerifier.ts'

/** Any number that nothing else locks. */
const ROLES_LOCK = 7_220_905

/** A role that gets no password cannot log in; it can be given to people who have a login of their own. */
export type RolePasswords = { readonly app?: string | undefined; readonly read?: string | undefined }

/** Makes the roles if they are missing, sets the passwords that are given, and gives the rights. Safe to repeat. */
export async function setUpRoles(ownerUrl: string, passwords: RolePasswords = {}): Promise<RoleNames> {
  return await asOwner(ownerUrl, async (sql, database) => {
    const names = roleNames(database)
    for (const kind of ['app', 'read'] as const) {
      const [name, password] = [names[kind], passwords[kind]]
      if (!(await roleExists(sql, name))) await sql`create role ${sql(name)}`
      // ALTER ROLE takes no parameters; a verifier holds nothing that would have to be escaped.
      if (password !== undefined)
        await sql.unsafe(`alter role ${quoted(name)} login password '${scramVerifier(password)}'`)
    }
    await grantRights(sql, database, names)
    return names
  })
}

/** After a migration: gives the rights to what is new, if this database has the roles. Says whether it has. */
export async function refreshRights(ownerUrl: string): Promise<boolean> {
  return await asOwner(ownerUrl, async (sql, database) => {
    const names = roleNames(database)
    if (!(await roleExists(sql, names.app)) || !(await roleExists(sql, names.read))) return false
    await grantRights(sql, database, names)
    return true
  })
}

async function asOwner<T>(ownerUrl: string, work: (sql: Sql, database: string) => Promise<T>): Promise<T> {
  const db = connect(ownerUrl, { maxConnections: 1, applicationName: 'offerhub-roles' })
  try {
    // Two set-ups side by side would change the same rows of the catalogue; the lock ends with the connection.
    await db.sql`select pg_advisory_lock(${ROLES_LOCK})`
    const [row] = await db.sql<{ database: string }[]>`select current_database()::text as database`
    return await work(db.sql, row?.database ?? '')
  } finally {
    await close(db)
  }
}

async function roleExists(sql: Sql, name: string): Promise<boolean> {
  const found = await sql`select 1 from pg_roles where rolname = ${name}`
  return found.length > 0
}
