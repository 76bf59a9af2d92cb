import type { WebhookDeliveryId, WebhookEndpointId } from '../../domain/ids.ts'
import type { AttemptError } from '../../domain/webhooks/attempt.ts'
import type { AttemptOutcome, DeliveryStatus } from '../../domain/webhooks/endpoint.ts'
import type { Queryable } from '../connect.ts'
import type { Fragment } from '../fragment.ts'

/** One event for one endpoint, as far as it has come. */
export type DeliveryView = {
  readonly id: WebhookDeliveryId
  readonly endpointId: WebhookEndpointId
  /** The id that the receiver sees as webhook-id. */
  readonly eventId: string
  readonly eventType: string
  readonly status: DeliveryStatus
  readonly attempts: number
  readonly replays: number
  readonly nextAttemptAt: string | null
  readonly createdAt: string
  readonly finishedAt: string | null
}

/** One try to send a delivery. ATTEMPT_ERRORS has the words for `error`. */
export type AttemptView = {
  readonly number: number
  readonly startedAt: string
  readonly durationMs: number
  readonly httpStatus: number | null
  readonly error: AttemptError | null
  readonly responseBody: string | null
  readonly outcome: AttemptOutcome
}

export type DeliveryWithAttempts = DeliveryView & { readonly attemptLog: readonly AttemptView[] }

/** The columns of a DeliveryView. */
export function deliveryColumns(sql: Queryable): Fragment {
  return sql`id, endpoint_id as "endpointId", event_id as "eventId", event_type as "eventType", status, attempts, replays,
    next_attempt_at as "nextAttemptAt", created_at as "createdAt", finished_at as "finishedAt"`
}
