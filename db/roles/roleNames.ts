import { invariant } from '../../domain/invariant.ts'

/** Roles belong to a whole server, so their names say which database they are for. */
export type RoleNames = { readonly app: string; readonly read: string }

/** Longer names are cut off by Postgres, and two roles could become one (NAMEDATALEN is 64). */
const MAX_NAME_BYTES = 63

/** `app` is what the API and the workers log in as, `read` what people and dashboards do. */
export function roleNames(database: string): RoleNames {
  const names = { app: `${database}_app`, read: `${database}_read` }
  invariant(
    Buffer.byteLength(names.read) <= MAX_NAME_BYTES,
    `The name of the database, ${database}, is too long to name roles after it: give it at most 58 bytes`,
  )
  return names
}

/** The same database for another role. */
export function urlAs(databaseUrl: string, role: string, password: string): string {
  const url = new URL(databaseUrl)
  url.username = encodeURIComponent(role)
  url.password = encodeURIComponent(password)
  return url.href
}
