import type { WebhookDeliveryId, WebhookEndpointId } from '../../domain/ids.ts'
import type { ToldEvent } from '../../domain/webhooks/body.ts'
import type { Database } from '../connect.ts'
import { eventColumns } from '../events/read.ts'

/** A delivery that this process sends, with all that it takes to do so. */
export type ClaimedDelivery = {
  readonly id: WebhookDeliveryId
  readonly attempts: number
  readonly scheduleStep: number
  readonly replays: number
  readonly event: ToldEvent
  readonly endpointId: WebhookEndpointId
  readonly url: string
  readonly dialect: string
  readonly isFailing: boolean
  readonly keyId: string
  readonly secretVersion: number
  readonly previousKeyId: string | null
  readonly previousVersion: number | null
  readonly previousUntil: string | null
}

export type Claim = {
  readonly nowMs: number
  readonly limit: number
  /** How many of them may go to endpoints whose last attempt failed. */
  readonly failingLimit: number
}

/** Longer than an attempt takes; a worker that died has let go after it. */
const LEASE_MS = 30_000
/** At a time to one endpoint; to one whose last attempt failed, a single one finds out whether it is back. */
const PER_ENDPOINT = 4
const PER_FAILING_ENDPOINT = 1

/**
 * Takes hold of due deliveries, for each endpoint those that wait longest, endpoints that work before those that fail.
 * Nobody else sends them until the lease is over.
 */
export async function claimDue({ sql }: Pick<Database, 'sql'>, claim: Claim): Promise<ClaimedDelivery[]> {
  const { nowMs, limit, failingLimit } = claim
  const [now, until] = [new Date(nowMs).toISOString(), new Date(nowMs + LEASE_MS).toISOString()]
  return await sql<ClaimedDelivery[]>`
    with due as (
      select waiting.id, waiting.next_attempt_at, e.is_failing,
        row_number() over (partition by e.is_failing order by waiting.next_attempt_at) as place
      from webhook_endpoints e cross join lateral (
        select d.id, d.next_attempt_at from webhook_deliveries d
        where d.endpoint_id = e.id and d.status = 'PENDING' and d.next_attempt_at <= ${now}
          and (d.leased_until is null or d.leased_until <= ${now})
        order by d.next_attempt_at
        limit greatest(0, case when e.is_failing then ${PER_FAILING_ENDPOINT}::int else ${PER_ENDPOINT}::int end - (
          select count(*) from webhook_deliveries held
          where held.endpoint_id = e.id and held.leased_until > ${now} and held.leased_until is not null
        ))
        for update skip locked
      ) waiting
      where e.removed_at is null and e.status = 'ENABLED'
    ), chosen as (
      select id from due where not is_failing or place <= ${failingLimit}
      order by is_failing, next_attempt_at limit ${limit}
    ), claimed as (
      update webhook_deliveries set leased_until = ${until} from chosen where webhook_deliveries.id = chosen.id
      returning webhook_deliveries.*
    )
    select claimed.id, claimed.attempts, claimed.schedule_step as "scheduleStep", claimed.replays,
      coalesce(claimed.own_event, told.event) as event, e.id as "endpointId", e.url, e.dialect,
      e.is_failing as "isFailing", e.key_id as "keyId", e.secret_version as "secretVersion",
      e.previous_key_id as "previousKeyId", e.previous_version as "previousVersion",
      e.previous_until as "previousUntil"
    from claimed join webhook_endpoints e on e.id = claimed.endpoint_id
    left join lateral (
      select to_jsonb(stored) as event
      from (select ${eventColumns(sql)} from events where events.event_id = claimed.event_id) stored
    ) told on true
    order by claimed.next_attempt_at`
}
