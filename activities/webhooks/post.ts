import { request } from 'undici'
import type { AttemptError, AttemptResult } from '../../domain/webhooks/attempt.ts'
import { problemOfUrl } from '../../domain/webhooks/url.ts'
import { failureOf } from './failure.ts'
import { pinnedAgent } from './pinnedAgent.ts'
import { readBeginning } from './readAnswer.ts'
import type { Resolve } from './resolve.ts'
import { retryAfterMs } from './retryAfter.ts'

/** For everything together: the name, the connection, the answer. */
export const ATTEMPT_TIMEOUT_MS = 15_000

export type Post = {
  readonly url: string
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
}

export type Posting = {
  readonly resolve: Resolve
  readonly allowPrivate: boolean
  /** Aborts when this process stops; then the attempt rejects and counts for nothing. */
  readonly signal: AbortSignal
  readonly timeoutMs?: number | undefined
}

type Answer = Pick<AttemptResult, 'httpStatus' | 'error' | 'responseBody' | 'retryAfterMs'>

const NO_ANSWER = { httpStatus: null, responseBody: null, retryAfterMs: null }

/** Sends one POST to somebody else's address and says what came of it. No redirect is followed. */
export async function post(message: Post, posting: Posting): Promise<Answer> {
  const { allowPrivate, resolve, signal, timeoutMs = ATTEMPT_TIMEOUT_MS } = posting
  // What was allowed when the endpoint was made may not be any more; and a literal address is never looked up.
  if (problemOfUrl(message.url, { allowPrivate }) !== null) return { ...NO_ANSWER, error: 'url_refused' }
  const agent = pinnedAgent({ resolve, allowPrivate, timeoutMs })
  const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])
  try {
    const { statusCode, headers, body } = await request(message.url, {
      method: 'POST',
      dispatcher: agent,
      signal: limit,
      headers: { ...message.headers, 'content-type': 'application/json', 'user-agent': 'OFFER-HUB-Webhooks/1' },
      body: message.body,
    })
    const responseBody = await readBeginning(body)
    signal.throwIfAborted()
    const retryAfter = [headers['retry-after']].flat()[0]
    const error = errorOf(statusCode)
    return { httpStatus: statusCode, error, responseBody, retryAfterMs: retryAfterMs(retryAfter, Date.now()) }
  } catch (error) {
    signal.throwIfAborted()
    return { ...NO_ANSWER, error: failureOf(error) }
  } finally {
    await agent.destroy()
  }
}

function errorOf(status: number): AttemptError | null {
  if (status >= 200 && status <= 299) return null
  if (status >= 300 && status <= 399) return 'redirect'
  return status === 410 ? 'gone' : 'http_status'
}
