import { setTimeout as delay } from 'node:timers/promises'
import { claimKey } from '../../db/idempotency/claimKey.ts'
import { releaseKey } from '../../db/idempotency/releaseKey.ts'
import { findByClientRef } from '../../db/orders/findByClientRef.ts'
import { type Answer, success } from '../answer.ts'
import { ApiError } from '../apiError.ts'
import type { ApiDeps } from '../deps.ts'
import { heldIds, type WorkIds } from '../idempotency/heldIds.ts'
import { LOCK_MS } from '../idempotency/once.ts'
import { presentOrder } from '../presenters/order.ts'
import { toApiError } from '../toApiError.ts'
import { contentHash, type OrderContent } from './content.ts'

/** References are claimed beside the Idempotency-Keys, in a namespace of their own that all API keys share. */
const CLIENT_REFS = 'key_clientorderref'
const TWIN_POLL_MS = 50

type Creation = {
  readonly ids: WorkIds
  readonly waitMs: number
  start(ids: WorkIds): Promise<Answer>
}

/**
 * Creates at most one order per client reference. The database would refuse a second one too, but only after its workflow
 * has started: the claim decides before.
 */
export async function oncePerClientRef(
  deps: ApiDeps,
  ref: string,
  content: OrderContent,
  creation: Creation,
): Promise<Answer> {
  const hash = contentHash(content)
  const existing = await answerExisting(deps, ref, hash)
  if (existing !== null) return existing
  const owner = { apiKeyId: CLIENT_REFS, key: ref } as const
  const claim = await claimKey(deps.db, {
    ...owner,
    fingerprint: hash,
    ...creation.ids,
    lockMs: LOCK_MS,
  })
  if (claim.kind === 'reused') throw refReused(ref)
  // Nothing is ever stored as the answer of a reference, so "replay" cannot be; the order itself is the answer.
  if (claim.kind === 'in_progress' || claim.kind === 'replay') return waitForTwin(deps, ref, hash, creation.waitMs)
  try {
    return await creation.start(heldIds(claim))
  } catch (thrown) {
    if (toApiError(thrown).keyFate === 'release') await releaseKey(deps.db, owner)
    throw thrown
  }
}

async function answerExisting(deps: ApiDeps, ref: string, hash: string): Promise<Answer | null> {
  const existing = await findByClientRef(deps.db, ref)
  if (existing === null) return null
  if (contentHash(existing) !== hash) throw refReused(ref, existing.id)
  return success(200, presentOrder(existing))
}

/** The same order is being created by a request that came a moment earlier: its order is this one's answer too. */
async function waitForTwin(deps: ApiDeps, ref: string, hash: string, waitMs: number): Promise<Answer> {
  const deadlineMs = deps.clock.nowMs() + waitMs
  while (deps.clock.nowMs() < deadlineMs) {
    await delay(TWIN_POLL_MS)
    const existing = await answerExisting(deps, ref, hash)
    if (existing !== null) return existing
  }
  throw new ApiError(
    'IDEMPOTENCY_KEY_IN_PROGRESS',
    `An order with the reference "${ref}" is just being created. Repeat the request after the time in Retry-After.`,
    { retryAfterSeconds: 1, keyFate: 'release' },
  )
}

function refReused(ref: string, orderId?: string): ApiError {
  return new ApiError(
    'CLIENT_ORDER_REF_REUSED',
    `The reference "${ref}" belongs to an order with other content. Use a new reference, or send the content of that order.`,
    { details: { clientOrderRef: ref, ...(orderId !== undefined && { orderId }) } },
  )
}
