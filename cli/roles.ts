import { close, connect } from '../db/connect.ts'
import { isMigrated } from '../db/migrate.ts'
import { setUpRoles } from '../db/roles/setUpRoles.ts'
import { rolePasswords } from './roles/rolePasswords.ts'

/**
 * Makes the roles that the programs and people log in as, and gives them their rights. DATABASE_URL names the database as
 * its owner. Without passwords the roles cannot log in, and can be granted to logins that exist. Safe to repeat.
 */
try {
  const { databaseUrl, ...passwords } = rolePasswords(process.env)
  await assertMigrated(databaseUrl)
  const { app, read } = await setUpRoles(databaseUrl, passwords)
  console.log(
    `${app} (API and workers) ${canLogIn(passwords.app)}, ${read} (people and dashboards) ${canLogIn(passwords.read)}.`,
  )
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}

function canLogIn(password: string | undefined): string {
  return password === undefined ? 'has its rights' : 'has its rights and its password'
}

async function assertMigrated(databaseUrl: string): Promise<void> {
  const db = connect(databaseUrl, { maxConnections: 1, applicationName: 'offerhub-roles' })
  try {
    if (!(await isMigrated(db))) throw new Error('The database is not up to date. Run "node cli/migrate.ts" first.')
  } finally {
    await close(db)
  }
}
