import { log } from '@temporalio/activity'
import { type WebhookKeys, webhookSecret } from '../../config/webhookKeys.ts'
import type { Database } from '../../db/connect.ts'
import type { ClaimedDelivery } from '../../db/webhooks/claimDue.ts'
import { recordAttempt } from '../../db/webhooks/recordAttempt.ts'
import { releaseLease } from '../../db/webhooks/releaseLease.ts'
import type { AttemptError, AttemptResult } from '../../domain/webhooks/attempt.ts'
import { webhookBody } from '../../domain/webhooks/body.ts'
import { nextStep } from '../../domain/webhooks/schedule.ts'
import { post } from './post.ts'
import type { Resolve } from './resolve.ts'
import { signedHeaders } from './sign.ts'

/** What sending webhooks takes. */
export type WebhookDependencies = {
  readonly keys: WebhookKeys
  readonly allowPrivate: boolean
  readonly resolve: Resolve
  readonly clock: { nowMs(): number }
  /** From 0 up to 1. */
  random(): number
  /** Counts an attempt; what became of it is one of few words. */
  attempted(outcome: 'delivered' | AttemptError): void
}

/** What one delivery takes; `stopping` aborts when this process has no time left for it. */
export type Delivering = WebhookDependencies & { readonly db: Database; readonly stopping: AbortSignal }

/** Sends a delivery that this process holds, once, and writes down what came of it and what follows. Never rejects. */
export async function deliver(services: Delivering, claimed: ClaimedDelivery): Promise<void> {
  const { db, clock, stopping } = services
  try {
    const result = await attempt(services, claimed)
    const next = nextStep(claimed.scheduleStep + 1, result, services.random())
    services.attempted(result.error ?? 'delivered')
    await recordAttempt(db, { ...claimed, result, next, nowMs: clock.nowMs() })
  } catch (error) {
    // Nobody knows what came of it, so it is sent again: at once by whoever comes next, or when the lease is over.
    if (stopping.aborted) await releaseLease(db, claimed).catch(() => undefined)
    else log.error('What came of a webhook could not be written down; it is sent again', { id: claimed.id, err: error })
  }
}

async function attempt(services: Delivering, claimed: ClaimedDelivery): Promise<AttemptResult> {
  const { allowPrivate, resolve, clock, stopping: signal } = services
  const [startedAtMs, startedMs] = [clock.nowMs(), performance.now()]
  const secrets = secretsOf(services, claimed)
  const answer =
    secrets === null
      ? { httpStatus: null, error: 'secret_missing' as const, responseBody: null, retryAfterMs: null }
      : await post(messageOf(claimed, secrets, startedAtMs), { allowPrivate, resolve, signal })
  return { ...answer, startedAtMs, durationMs: Math.round(performance.now() - startedMs) }
}

function messageOf({ event, dialect, url }: ClaimedDelivery, secrets: readonly string[], sentAtMs: number) {
  const body = webhookBody(event, dialect)
  return { url, body, headers: signedHeaders(secrets, { id: event.eventId, sentAtMs, body }) }
}

/** The secret, and the one before it as long as both are good; null when the key of the secret is not there. */
function secretsOf({ keys, clock }: Delivering, claimed: ClaimedDelivery): readonly string[] | null {
  const { endpointId, keyId, secretVersion, previousKeyId, previousVersion, previousUntil } = claimed
  const secret = webhookSecret(keys, { endpointId, keyId, version: secretVersion })
  if (secret === null) return null
  const overlaps = previousUntil !== null && Date.parse(previousUntil) > clock.nowMs()
  if (!overlaps || previousKeyId === null || previousVersion === null) return [secret]
  const previous = webhookSecret(keys, { endpointId, keyId: previousKeyId, version: previousVersion })
  return previous === null ? [secret] : [secret, previous]
}
