import type { Logger } from 'pino'
import type { Database } from '../../db/connect.ts'
import { claimKey } from '../../db/idempotency/claimKey.ts'
import { releaseKey } from '../../db/idempotency/releaseKey.ts'
import { storeAnswer } from '../../db/idempotency/storeAnswer.ts'
import type { ApiKeyId } from '../../domain/ids.ts'
import { unreachable } from '../../domain/invariant.ts'
import type { Answer } from '../answer.ts'
import { ApiError } from '../apiError.ts'
import { toApiError } from '../toApiError.ts'
import { heldIds, readHeldIds, type WorkIds } from './heldIds.ts'

/** A request that is valid and may be carried out, as the idempotency layer sees it. */
export type Work = {
  readonly ids: WorkIds
  perform(ids: WorkIds): Promise<Answer>
  /** The answer of an earlier attempt that came out without being stored; null when there is none yet. */
  recall(ids: WorkIds): Promise<Answer | null>
  /** The secret that the answer shows and that is not kept with it; null when it is shown no more. */
  secretAgain?(ids: WorkIds): Promise<string | null>
}

/** A key within its namespace, with what tells two requests apart. */
export type KeyedRequest = { readonly apiKeyId: ApiKeyId; readonly key: string; readonly fingerprint: string }

type Surroundings = { readonly db: Database; readonly logger: Logger; present(error: ApiError): Answer }

/**
 * A first attempt that has not answered by then may have lost its process, so a repeat carries on. It need not have: the
 * repeat sends the same command under the same id, which is one command, and waits for its outcome too.
 */
export const LOCK_MS = 10_000

const REPLAYED = { 'Idempotent-Replayed': 'true' } as const
const IN_PROGRESS_MESSAGE =
  'A request with this Idempotency-Key is still being carried out. Repeat it after the time in Retry-After, or read the order.'
const NOT_KEPT_MESSAGE =
  'The request was carried out, but its answer could not be kept. Repeat it with the same Idempotency-Key to get the answer.'

/** Carries a request out at most once per Idempotency-Key, and answers its repeats as the first time. */
export async function once(around: Surroundings, request: KeyedRequest, work: Work): Promise<Answer> {
  const claim = await claimKey(around.db, { ...request, ...work.ids, lockMs: LOCK_MS })
  switch (claim.kind) {
    case 'claimed':
      return settle(around, request, () => work.perform(work.ids))
    case 'taken_over':
      return settle(around, request, () => resume(work, heldIds(claim)))
    case 'replay':
      return replayed(await withSecret(around, request, work, claim))
    case 'in_progress':
      return recallOrWait(around, request, work, claim.retryAfterSeconds)
    case 'reused':
      throw new ApiError(
        'IDEMPOTENCY_KEY_REUSED',
        'This Idempotency-Key was used for a different request (method, path, body or Offerhub-Version). Use a new key for every operation.',
        { keyFate: 'keep' },
      )
    default:
      return unreachable(claim)
  }
}

/** The process that held the key has gone: its command may have come out meanwhile, or may never have been sent. */
async function resume(work: Work, ids: WorkIds): Promise<Answer> {
  const known = await work.recall(ids)
  return known === null ? work.perform(ids) : replayed(known)
}

/** The key is held by an attempt that answered 202, or that is still waiting elsewhere; its outcome may be there already. */
async function recallOrWait(
  around: Surroundings,
  request: KeyedRequest,
  work: Work,
  retryAfterSeconds: number,
): Promise<Answer> {
  return settle(around, request, async () => {
    const known = await work.recall((await readHeldIds(around.db, request)) ?? work.ids)
    if (known !== null) return replayed(known)
    throw new ApiError('IDEMPOTENCY_KEY_IN_PROGRESS', IN_PROGRESS_MESSAGE, { retryAfterSeconds, keyFate: 'keep' })
  })
}

function replayed(answer: Answer): Answer {
  return { ...answer, headers: { ...answer.headers, ...REPLAYED } }
}

/** What was kept of an answer, with the secret in its place: in the data or, in a dialect that speaks barely, beside the rest. */
async function withSecret(around: Surroundings, request: KeyedRequest, work: Work, kept: Answer): Promise<Answer> {
  const ids = work.secretAgain === undefined || kept.status >= 400 ? null : await readHeldIds(around.db, request)
  if (work.secretAgain === undefined || ids === null) return kept
  const secret = await work.secretAgain(ids)
  const body = kept.body as { readonly data?: object }
  return { ...kept, body: body.data === undefined ? { ...body, secret } : { ...body, data: { ...body.data, secret } } }
}

/** Stores what is final, frees the key of what did not happen, and leaves it held where that is not known. */
async function settle(around: Surroundings, request: KeyedRequest, attempt: () => Promise<Answer>): Promise<Answer> {
  try {
    const answer = await attempt()
    // 202 is a promise, not an outcome: the repeat that comes after the outcome shall get the outcome.
    return answer.status === 202 ? answer : await store(around, request, answer)
  } catch (thrown) {
    const error = toApiError(thrown)
    if (error.keyFate === 'store') return await store(around, request, around.present(error))
    if (error.keyFate === 'release') await quietly(around, () => releaseKey(around.db, request))
    throw thrown
  }
}

/**
 * An answer that could not be kept is not given: a repeat takes the key over, and what it is told then might differ (a new
 * user exists by now). Nobody has seen two answers for one key as long as the first was never shown.
 */
async function store(around: Surroundings, request: KeyedRequest, answer: Answer): Promise<Answer> {
  const { apiKeyId, key } = request
  const { status, body, keptBody = body } = answer
  if (await quietly(around, () => storeAnswer(around.db, { apiKeyId, key, status, body: keptBody }))) return answer
  throw new ApiError('SERVICE_UNAVAILABLE', NOT_KEPT_MESSAGE, { retryAfterSeconds: 1, keyFate: 'keep' })
}

/** Answers whether the write went through. */
async function quietly(around: Surroundings, write: () => Promise<unknown>): Promise<boolean> {
  try {
    await write()
    return true
  } catch (error) {
    around.logger.warn({ err: error }, 'The state of an Idempotency-Key could not be written')
    return false
  }
}
