import type { WebhookEndpointId } from '../../domain/ids.ts'
import { MAX_ENDPOINTS } from '../../domain/webhooks/endpoint.ts'
import type { Database } from '../connect.ts'
import { isFullBatch, numberEvents } from '../events/number.ts'
import { textArray } from '../fragment.ts'
import { newId } from '../newId.ts'
import { type EndpointView, endpointColumns } from './endpointView.ts'

export type NewEndpoint = {
  /** Given by who may have to find out later whether the endpoint was made. */
  readonly id?: WebhookEndpointId | undefined
  readonly url: string
  readonly patterns: readonly string[]
  readonly description?: string | null | undefined
  readonly dialect: string
  readonly keyId: string
}

/** Any number that nothing else locks. */
const COUNTING_LOCK = 7_220_911
/** Whoever numbers events all the time leaves no more than a second of them. */
const NUMBERING_ROUNDS = 20

/**
 * Makes an endpoint, which gets the events from now on. Null if there are as many as there may be; those that are made
 * at the same time count one after the other.
 */
export async function createEndpoint(db: Pick<Database, 'sql'>, draft: NewEndpoint): Promise<EndpointView | null> {
  const { id = newId('webhookEndpoint'), url, patterns, description = null, dialect, keyId } = draft
  await numberWhatIsThere(db)
  return await db.sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(${COUNTING_LOCK})`
    const [endpoint] = await tx<EndpointView[]>`
      insert into webhook_endpoints (id, url, patterns, description, dialect, key_id, starts_after)
      select ${id}, ${url}, ${textArray(tx, patterns)}, ${description}, ${dialect}, ${keyId},
        (select coalesce(max(sequence), 0) from events where sequence is not null)
      where (select count(*) from webhook_endpoints where removed_at is null) < ${MAX_ENDPOINTS}
      returning ${endpointColumns(tx)}`
    return endpoint ?? null
  })
}

/** An event that gets its number only after this would seem to have happened after it. */
async function numberWhatIsThere(db: Pick<Database, 'sql'>): Promise<void> {
  for (let round = 0; round < NUMBERING_ROUNDS; round++) {
    if (!isFullBatch(await numberEvents(db))) return
  }
}
