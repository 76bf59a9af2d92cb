import { crashPoint } from '../../crash/crashPoint.ts'
import type { WebhookDeliveryId, WebhookEndpointId } from '../../domain/ids.ts'
import type { AttemptResult } from '../../domain/webhooks/attempt.ts'
import type { DisabledReason } from '../../domain/webhooks/endpoint.ts'
import { isFailing, type NextStep } from '../../domain/webhooks/schedule.ts'
import type { Database, TransactionSql } from '../connect.ts'
import { withOutbox } from '../events/append.ts'
import { disable } from './setEndpointStatus.ts'

export type Attempted = {
  readonly id: WebhookDeliveryId
  readonly endpointId: WebhookEndpointId
  /** As they were when the delivery was claimed. */
  readonly attempts: number
  readonly replays: number
  readonly result: AttemptResult
  readonly next: NextStep
  readonly nowMs: number
}

type Endpoint = { readonly enabledAt: string; readonly lastSuccessAt: string | null; readonly failedInARow: number }

/**
 * Writes down an attempt, what follows for its delivery, and what it says of its endpoint, in one transaction. False if
 * somebody else has written down an attempt of the same number: the lease had run out, and it was sent twice.
 */
export async function recordAttempt(db: Pick<Database, 'sql' | 'news'>, attempted: Attempted): Promise<boolean> {
  const { id, endpointId, next, nowMs } = attempted
  const recorded = await withOutbox(db, async (tx, append) => {
    // The endpoint first, as everybody does who locks both.
    const endpoint = await lockEndpoint(tx, endpointId)
    if (!endpoint || !(await writeDown(tx, attempted))) return false
    const givenUp = await noteHealth(tx, attempted)
    const reason = reasonToDisable(next, { ...endpoint, failedInARow: givenUp }, nowMs)
    if (reason !== null && (await disable(tx, endpointId, reason))) {
      const payload = { endpointId, reason, lastSuccessAt: endpoint.lastSuccessAt }
      await append([{ type: 'webhook.endpoint_disabled', aggregateId: endpointId, payload }])
    }
    crashPoint('webhook.record.before', `webhook ${id}`)
    return true
  })
  if (recorded) crashPoint('webhook.record.after', `webhook ${id}`)
  return recorded
}

async function lockEndpoint(tx: TransactionSql, id: WebhookEndpointId): Promise<Endpoint | undefined> {
  const [endpoint] = await tx<Endpoint[]>`
    select enabled_at as "enabledAt", last_success_at as "lastSuccessAt", failed_in_a_row as "failedInARow"
    from webhook_endpoints where id = ${id} for no key update`
  return endpoint
}

async function writeDown(tx: TransactionSql, attempted: Attempted): Promise<boolean> {
  const { id, attempts, replays, result, next, nowMs } = attempted
  const [delivery] = await tx<{ status: string; attempts: number; replays: number }[]>`
    select status, attempts, replays from webhook_deliveries where id = ${id} for update`
  if (!delivery || delivery.attempts !== attempts) return false
  // One that was canceled stays so; one that was replayed while it was sent begins again, unless it has arrived.
  const isMoot = delivery.status !== 'PENDING' || (delivery.replays !== replays && next.kind !== 'delivered')
  const progress = isMoot ? tx`` : tx`, schedule_step = schedule_step + 1, ${follows(tx, next, nowMs)}`
  await tx`update webhook_deliveries set attempts = attempts + 1, leased_until = null ${progress} where id = ${id}`
  await tx`
    insert into webhook_attempts
      (delivery_id, number, started_at, duration_ms, http_status, error, response_body, outcome)
    values (${id}, ${attempts + 1}, ${iso(result.startedAtMs)}, ${result.durationMs}, ${result.httpStatus},
      ${result.error}, ${result.responseBody}, ${next.kind === 'delivered' ? 'SUCCEEDED' : 'FAILED'})`
  return true
}

function follows(tx: TransactionSql, next: NextStep, nowMs: number) {
  if (next.kind === 'again') return tx`next_attempt_at = ${iso(nowMs + next.inMs)}`
  const status = next.kind === 'delivered' ? 'DELIVERED' : 'FAILED'
  return tx`status = ${status}, finished_at = ${iso(nowMs)}, next_attempt_at = null`
}

/** Returns how many deliveries were given up in a row. */
async function noteHealth(tx: TransactionSql, { endpointId, next, nowMs }: Attempted): Promise<number> {
  const change =
    next.kind === 'delivered'
      ? tx`is_failing = false, failed_in_a_row = 0, last_success_at = ${iso(nowMs)}`
      : tx`is_failing = true, failed_in_a_row = failed_in_a_row + ${next.kind === 'givenUp' ? 1 : 0}`
  const [row] = await tx<{ failedInARow: number }[]>`
    update webhook_endpoints set ${change} where id = ${endpointId} returning failed_in_a_row as "failedInARow"`
  return row?.failedInARow ?? 0
}

function reasonToDisable(next: NextStep, endpoint: Endpoint, nowMs: number): DisabledReason | null {
  if (next.kind === 'gone') return 'gone'
  if (next.kind !== 'givenUp') return null
  const quietSinceMs = Math.max(Date.parse(endpoint.enabledAt), Date.parse(endpoint.lastSuccessAt ?? '') || 0)
  return isFailing({ givenUp: endpoint.failedInARow, quietSinceMs }, nowMs) ? 'failing' : null
}

function iso(ms: number): string {
  return new Date(ms).toISOString()
}
