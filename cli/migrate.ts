import { CATALOGUE } from '../config/catalogue.ts'
import { givenValue } from '../config/givenValue.ts'
import { migrate } from '../db/migrate.ts'
import { refreshRights, setUpRoles } from '../db/roles/setUpRoles.ts'
import { rolePasswords } from './roles/rolePasswords.ts'

/**
 * Brings the database that DATABASE_URL names, as its owner, up to date. New tables come with the rights of the roles that
 * there are; with DATABASE_APP_PASSWORD or DATABASE_READ_PASSWORD the roles are made and get that password.
 */
const given = givenValue(CATALOGUE.databaseUrl, process.env)
const databaseUrl = 'text' in given ? given.text : undefined

if ('problem' in given) {
  fail(given.problem)
} else if (!databaseUrl) {
  fail(
    'DATABASE_URL is not set. Set it to the database that should be brought up to date, as postgres://user:password@host:port/name.',
  )
} else {
  try {
    const { app, read } = rolePasswords(process.env)
    const applied = await migrate(databaseUrl)
    if (app !== undefined || read !== undefined) await setUpRoles(databaseUrl, { app, read })
    else await refreshRights(databaseUrl)
    console.log(applied.length === 0 ? 'The database is up to date.' : `Applied ${applied.join(', ')}.`)
  } catch (error) {
    fail(
      `The database could not be migrated: ${reasonOf(error)} Nothing of the failed migration was kept; correct the cause and run this again.`,
    )
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const cause = error.cause instanceof Error ? error.cause : error
  // A refused connection has no message of its own, only a code.
  const reason = cause.message || ('code' in cause ? String(cause.code) : cause.name)
  return reason.endsWith('.') ? reason : `${reason}.`
}

function fail(sentence: string): void {
  console.error(sentence)
  process.exitCode = 1
}
