import type { Environment } from '../../config/givenValue.ts'
import { readSome } from '../../config/readSettings.ts'
import type { RolePasswords } from '../../db/roles/setUpRoles.ts'

/** The database as its owner sees it, and the passwords that its roles are to have. */
export function rolePasswords(env: Environment): RolePasswords & { readonly databaseUrl: string } {
  const names = ['databaseUrl', 'databaseAppPassword', 'databaseReadPassword'] as const
  const { databaseUrl, databaseAppPassword: app, databaseReadPassword: read } = readSome(names, env)
  return { databaseUrl, app, read }
}
