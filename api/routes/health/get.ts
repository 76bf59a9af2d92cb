import { type Answer, success } from '../../answer.ts'
import type { ApiDeps } from '../../deps.ts'

const PROBE_TIMEOUT_MS = 1_500

/**
 * Says that this process answers, and what it can reach. Always 200: a process that cannot reach Temporal still serves
 * reads, and restarting it would not help.
 */
export async function readHealth(deps: ApiDeps): Promise<Answer> {
  const [database, temporal] = await Promise.all([
    withinTime(deps.db.sql`select 1`.then(() => true)),
    withinTime(deps.temporal.isReachable()),
  ])
  return success(200, {
    status: database && temporal ? 'ok' : 'degraded',
    database: database ? 'reachable' : 'unreachable',
    temporal: temporal ? 'reachable' : 'unreachable',
    network: deps.config.network,
  })
}

async function withinTime(probe: Promise<boolean>): Promise<boolean> {
  const { promise: timeout, resolve } = Promise.withResolvers<boolean>()
  const timer = setTimeout(() => resolve(false), PROBE_TIMEOUT_MS)
  try {
    return await Promise.race([probe.catch(() => false), timeout])
  } finally {
    clearTimeout(timer)
  }
}
