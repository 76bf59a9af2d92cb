import { withinTime } from '../../../lifecycle/withinTime.ts'
import { type Answer, success } from '../../answer.ts'
import type { ApiDeps } from '../../deps.ts'
import { notReady } from '../../readiness.ts'

const PROBE_TIMEOUT_MS = 1_500

type Health = {
  readonly status: 'starting' | 'ok' | 'degraded' | 'stopping'
  readonly database: 'reachable' | 'unreachable'
  readonly temporal: 'reachable' | 'unreachable'
  readonly network: string
  /** What a start waits for, in words; only while it does. */
  readonly waitingFor?: readonly string[]
}

/**
 * Says that this process answers, and what it can reach. Always 200: a process that cannot reach Temporal still serves
 * reads, and restarting it would not help.
 */
export async function readHealth(deps: ApiDeps): Promise<Answer> {
  return success(200, await probe(deps))
}

/** Whether requests should be sent here: 503 while the process starts or stops, or lacks one of the two it depends on. */
export async function readReadiness(deps: ApiDeps): Promise<Answer> {
  const health = await probe(deps)
  if (health.status === 'ok') return success(200, health)
  throw notReady(`The API is not ready: ${sentenceOf(health)}.`, health)
}

async function probe({ db, temporal, config, readiness }: ApiDeps): Promise<Health> {
  const [hasDatabase, hasTemporal] = await Promise.all([
    answers(db.sql`select 1`.then(() => true)),
    answers(temporal.isReachable()),
  ])
  const stage = readiness?.stage ?? 'ready'
  return {
    status: stage !== 'ready' ? stage : hasDatabase && hasTemporal ? 'ok' : 'degraded',
    database: hasDatabase ? 'reachable' : 'unreachable',
    temporal: hasTemporal ? 'reachable' : 'unreachable',
    network: config.network,
    ...(stage === 'starting' && { waitingFor: readiness?.waitingFor ?? [] }),
  }
}

async function answers(probing: Promise<boolean>): Promise<boolean> {
  return await withinTime(
    probing.catch(() => false),
    PROBE_TIMEOUT_MS,
    () => false,
  )
}

function sentenceOf({ status, database, temporal }: Health): string {
  return `it is ${status}, the database is ${database}, Temporal is ${temporal}`
}
