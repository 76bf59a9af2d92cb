import type { WebhookEndpointId } from '../../domain/ids.ts'
import type { DisabledReason, EndpointStatus } from '../../domain/webhooks/endpoint.ts'
import type { Queryable } from '../connect.ts'
import type { Fragment } from '../fragment.ts'

/** An endpoint as it is now. */
export type EndpointView = {
  readonly id: WebhookEndpointId
  readonly url: string
  /** Stored event types and patterns such as "order.*". */
  readonly patterns: readonly string[]
  readonly description: string | null
  /** The version of the API in whose words events are told. */
  readonly dialect: string
  readonly status: EndpointStatus
  readonly disabledReason: DisabledReason | null
  readonly disabledAt: string | null
  readonly createdAt: string
  readonly updatedAt: string
  readonly lastSuccessAt: string | null
  /** Which key of WEBHOOK_KEYS the secret is made with, and which in order it is. */
  readonly keyId: string
  readonly secretVersion: number
  /** The secret before, which signs as well until the moment; null when there is none, or its time is over. */
  readonly previousKeyId: string | null
  readonly previousVersion: number | null
  readonly previousUntil: string | null
}

/** The columns of an EndpointView. */
export function endpointColumns(sql: Queryable): Fragment {
  return sql`id, url, patterns, description, dialect, status, disabled_reason as "disabledReason",
    disabled_at as "disabledAt", created_at as "createdAt", updated_at as "updatedAt",
    last_success_at as "lastSuccessAt", key_id as "keyId", secret_version as "secretVersion",
    case when previous_until > now() then previous_key_id end as "previousKeyId",
    case when previous_until > now() then previous_version end as "previousVersion",
    case when previous_until > now() then previous_until end as "previousUntil"`
}
