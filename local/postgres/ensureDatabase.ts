import { setTimeout as delay } from 'node:timers/promises'
import { close, connect } from '../../db/connect.ts'
import { isConnectionLost } from '../../db/driver/lostConnection.ts'

/** A server that has just come up may recover once more, when one of its processes is killed. */
const RETRY_LIMIT_MS = 30_000
const PAUSE_MS = 200

/**
 * Creates the database if it is not there; `adminUrl` names another one of the same server. A server that has ended, as
 * `hasEnded` tells, is not waited for: somebody has to start it again, and that is not done here.
 */
export async function ensureDatabase(
  adminUrl: string,
  name: string,
  hasEnded: () => boolean = () => false,
): Promise<void> {
  const deadline = Date.now() + RETRY_LIMIT_MS
  for (;;) {
    try {
      await createIfMissing(adminUrl, name)
      return
    } catch (error) {
      if (!isConnectionLost(error) || hasEnded() || Date.now() > deadline) throw error
      await delay(PAUSE_MS)
    }
  }
}

async function createIfMissing(adminUrl: string, name: string): Promise<void> {
  const db = connect(adminUrl, { maxConnections: 1, applicationName: 'offerhub-start' })
  try {
    const existing = await db.sql`select 1 from pg_database where datname = ${name}`
    if (existing.length === 0) await db.sql`create database ${db.sql(name)}`
  } finally {
    await close(db).catch(() => undefined)
  }
}
