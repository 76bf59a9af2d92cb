/** The most endpoints that there may be at a time: every event is looked at once for each of them. */
export const MAX_ENDPOINTS = 50

export const ENDPOINT_STATUSES = ['ENABLED', 'DISABLED'] as const
export type EndpointStatus = (typeof ENDPOINT_STATUSES)[number]

/** Why nothing is sent: somebody asked for it, the endpoint answered 410, or nothing reached it for days. */
export const DISABLED_REASONS = ['requested', 'gone', 'failing'] as const
export type DisabledReason = (typeof DISABLED_REASONS)[number]

export const DELIVERY_STATUSES = ['PENDING', 'DELIVERED', 'FAILED', 'CANCELED'] as const
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number]

export const ATTEMPT_OUTCOMES = ['SUCCEEDED', 'FAILED'] as const
export type AttemptOutcome = (typeof ATTEMPT_OUTCOMES)[number]

/**
 * Sent to one endpoint when its owner asks for it. It is no event of the outbox: nothing has happened, so no listener and
 * no other endpoint is told.
 */
export const TEST_EVENT_TYPE = 'webhook.test'

/** Two secrets may sign beside each other for at most a week: one that never ends was not replaced. */
export const MAX_SECRET_OVERLAP_SECONDS = 7 * 24 * 60 * 60
export const DEFAULT_SECRET_OVERLAP_SECONDS = 24 * 60 * 60

/** More events than this are not replayed with one call. */
export const MAX_REPLAYED_EVENTS = 10_000
