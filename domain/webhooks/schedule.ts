const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** How long to wait before each attempt, the first of which is made at once: about three days in all. */
export const WAITS_MS: readonly number[] = [
  0,
  5 * SECOND_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  14 * HOUR_MS,
  20 * HOUR_MS,
  24 * HOUR_MS,
]

/** So that what failed together is not tried together again. */
export const MAX_JITTER = 0.1
/** Nobody is left alone for longer, whatever the endpoint asks for. */
export const MAX_RETRY_AFTER_MS = DAY_MS

/** What waits for an endpoint that is disabled is given up after this time. */
export const PATIENCE_MS = 3 * DAY_MS
/** So many deliveries have to be given up before an endpoint counts as failing: a quiet one is not judged by one event. */
export const GIVEN_UP_LIMIT = 10

/** These ask for patience; with any other status a wish for it is not heard. */
const PATIENT_STATUSES: readonly number[] = [429, 502, 503, 504]

export type Answered = {
  readonly httpStatus: number | null
  readonly retryAfterMs: number | null
}

export type NextStep =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'gone' }
  | { readonly kind: 'givenUp' }
  | { readonly kind: 'again'; readonly inMs: number }

/**
 * What follows an attempt. `attempt` is its place in the schedule, from 1; `random` from 0 up to 1 spreads the next one.
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function nextStep(attempt: number, { httpStatus, retryAfterMs }: Answered, random: number): NextStep {
  if (httpStatus !== null && httpStatus >= 200 && httpStatus <= 299) return { kind: 'delivered' }
  if (httpStatus === 410) return { kind: 'gone' }
  const waitMs = WAITS_MS[attempt]
  if (waitMs === undefined) return { kind: 'givenUp' }
  const scheduledMs = Math.round(waitMs * (1 + MAX_JITTER * random))
  const isPatient = httpStatus !== null && PATIENT_STATUSES.includes(httpStatus)
  const askedMs = isPatient ? Math.min(retryAfterMs ?? 0, MAX_RETRY_AFTER_MS) : 0
  return { kind: 'again', inMs: Math.max(scheduledMs, askedMs) }
}

/** Whether an endpoint is switched off: for three days nothing has reached it, and enough was given up. */
export function isFailing(
  { givenUp, quietSinceMs }: { readonly givenUp: number; readonly quietSinceMs: number },
  nowMs: number,
): boolean {
  return givenUp >= GIVEN_UP_LIMIT && nowMs - quietSinceMs >= PATIENCE_MS
}
