import { sql } from 'drizzle-orm'
import {
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core'
import { ATTEMPT_ERROR_NAMES, type AttemptError } from '../../domain/webhooks/attempt.ts'
import {
  ATTEMPT_OUTCOMES,
  type AttemptOutcome,
  DELIVERY_STATUSES,
  type DeliveryStatus,
  DISABLED_REASONS,
  type DisabledReason,
  ENDPOINT_STATUSES,
  type EndpointStatus,
} from '../../domain/webhooks/endpoint.ts'
import { createdAt, int64, moment } from './columns.ts'
import { valueList } from './valueList.ts'

/** Where events are sent to. Secrets are not here: they follow from a key of the configuration, the id and the version. */
export const webhookEndpoints = pgTable(
  'webhook_endpoints',
  {
    id: text('id').primaryKey(),
    url: text('url').notNull(),
    patterns: text('patterns').array().notNull(),
    description: text('description'),
    /** The version of the API in whose words events are told. */
    dialect: text('dialect').notNull(),
    status: text('status').$type<EndpointStatus>().notNull().default('ENABLED'),
    disabledReason: text('disabled_reason').$type<DisabledReason>(),
    disabledAt: moment('disabled_at'),
    keyId: text('key_id').notNull(),
    secretVersion: integer('secret_version').notNull().default(1),
    /** The secret before this one, which signs as well until the moment. */
    previousKeyId: text('previous_key_id'),
    previousVersion: integer('previous_version'),
    previousUntil: moment('previous_until'),
    /** Events after this sequence are sent; replays may reach further back. */
    startsAfter: int64('starts_after').notNull(),
    createdAt: createdAt(),
    updatedAt: moment('updated_at').notNull().defaultNow(),
    /** From here on failures count that may disable the endpoint. */
    enabledAt: moment('enabled_at').notNull().defaultNow(),
    lastSuccessAt: moment('last_success_at'),
    /** Whether the last attempt failed: then one at a time is tried. */
    isFailing: boolean('is_failing').notNull().default(false),
    /** Deliveries that were given up since the last attempt that succeeded. */
    failedInARow: integer('failed_in_a_row').notNull().default(0),
    removedAt: moment('removed_at'),
  },
  (endpoint) => [
    index('webhook_endpoints_listed').on(endpoint.id).where(sql`removed_at is null`),
    check('webhook_endpoints_status', sql`${endpoint.status} in (${valueList(ENDPOINT_STATUSES)})`),
    check('webhook_endpoints_reason', sql`${endpoint.disabledReason} in (${valueList(DISABLED_REASONS)})`),
    check(
      'webhook_endpoints_disabled',
      sql`(${endpoint.status} = 'DISABLED') = (${endpoint.disabledReason} is not null)
        and (${endpoint.status} = 'DISABLED') = (${endpoint.disabledAt} is not null)`,
    ),
  ],
)

/** One event for one endpoint. */
export const webhookDeliveries = pgTable(
  'webhook_deliveries',
  {
    id: text('id').primaryKey(),
    endpointId: text('endpoint_id')
      .notNull()
      .references(() => webhookEndpoints.id),
    eventId: text('event_id').notNull(),
    eventType: text('event_type').notNull(),
    /** A test event, which is in no outbox. */
    ownEvent: jsonb('own_event'),
    status: text('status').$type<DeliveryStatus>().notNull().default('PENDING'),
    attempts: integer('attempts').notNull().default(0),
    /** How many attempts of the schedule are behind it; a replay begins again at none. */
    scheduleStep: smallint('schedule_step').notNull().default(0),
    replays: integer('replays').notNull().default(0),
    nextAttemptAt: moment('next_attempt_at').defaultNow(),
    /** While a worker sends it; one that died lets go when the moment has come. */
    leasedUntil: moment('leased_until'),
    createdAt: createdAt(),
    /** When its schedule began: its creation, or the last replay. */
    startedAt: moment('started_at').notNull().defaultNow(),
    finishedAt: moment('finished_at'),
  },
  (delivery) => [
    uniqueIndex('webhook_deliveries_event').on(delivery.endpointId, delivery.eventId),
    index('webhook_deliveries_due').on(delivery.endpointId, delivery.nextAttemptAt).where(sql`status = 'PENDING'`),
    index('webhook_deliveries_leased')
      .on(delivery.endpointId, delivery.leasedUntil)
      .where(sql`leased_until is not null`),
    index('webhook_deliveries_status').on(delivery.endpointId, delivery.status, delivery.id),
    index('webhook_deliveries_type').on(delivery.endpointId, delivery.eventType, delivery.id),
    index('webhook_deliveries_listed').on(delivery.endpointId, delivery.id),
    index('webhook_deliveries_finished').on(delivery.finishedAt).where(sql`finished_at is not null`),
    check('webhook_deliveries_status_known', sql`${delivery.status} in (${valueList(DELIVERY_STATUSES)})`),
    check(
      'webhook_deliveries_finished_known',
      sql`(${delivery.status} = 'PENDING') = (${delivery.finishedAt} is null)
        and (${delivery.status} = 'PENDING') = (${delivery.nextAttemptAt} is not null)`,
    ),
  ],
)

/** What became of each try to send a delivery. */
export const webhookAttempts = pgTable(
  'webhook_attempts',
  {
    deliveryId: text('delivery_id')
      .notNull()
      .references(() => webhookDeliveries.id, { onDelete: 'cascade' }),
    number: integer('number').notNull(),
    startedAt: moment('started_at').notNull(),
    durationMs: integer('duration_ms').notNull(),
    httpStatus: smallint('http_status'),
    error: text('error').$type<AttemptError>(),
    responseBody: text('response_body'),
    outcome: text('outcome').$type<AttemptOutcome>().notNull(),
  },
  (attempt) => [
    primaryKey({ name: 'webhook_attempts_pkey', columns: [attempt.deliveryId, attempt.number] }),
    check('webhook_attempts_outcome', sql`${attempt.outcome} in (${valueList(ATTEMPT_OUTCOMES)})`),
    check('webhook_attempts_error', sql`${attempt.error} in (${valueList(ATTEMPT_ERROR_NAMES)})`),
    check('webhook_attempts_reason', sql`(${attempt.outcome} = 'FAILED') = (${attempt.error} is not null)`),
  ],
)

/** Up to which event deliveries were made; it moves in the transaction that makes them. */
export const webhookCursor = pgTable(
  'webhook_cursor',
  {
    one: smallint('one').primaryKey().default(1),
    sequence: int64('sequence').notNull(),
  },
  (cursor) => [check('webhook_cursor_one', sql`${cursor.one} = 1`)],
)
