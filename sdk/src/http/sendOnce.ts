import { OfferHubConnectionError, OfferHubTimeoutError } from '../errors/transportErrors.ts'
import type { FetchLike } from '../options.ts'
import { startDeadline } from './deadline.ts'
import type { RawAnswer } from './readAnswer.ts'

export type HttpRequest = {
  readonly method: 'GET' | 'POST'
  readonly url: string
  /** Method and path, for error messages. */
  readonly label: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | undefined
  readonly idempotencyKey?: string | undefined
}

export type Attempt = {
  readonly fetch: FetchLike
  readonly timeoutMs: number
  readonly signal: AbortSignal | undefined
  /** What must not stand in any message. */
  readonly secret: string
}

/** Sends a request once and reads its answer to the end, within the time-out. */
export async function sendOnce(request: HttpRequest, attempt: Attempt): Promise<RawAnswer> {
  const { fetch, timeoutMs, signal } = attempt
  const deadline = startDeadline(timeoutMs, signal)
  const { method, headers, body } = request
  try {
    const response = await fetch(request.url, {
      method,
      headers,
      ...(body !== undefined && { body }),
      // A followed redirect would turn a POST into a GET; unlike 'error', every runtime knows 'manual'.
      redirect: 'manual',
      signal: deadline.signal,
    })
    return { status: response.status, headers: response.headers, text: await response.text() }
  } catch (error) {
    if (signal?.aborted) throw signal.reason
    throw deadline.timedOut ? timedOut(request, timeoutMs) : unreachable(request, error, attempt.secret)
  } finally {
    deadline.end()
  }
}

function timedOut({ label, idempotencyKey }: HttpRequest, timeoutMs: number): OfferHubTimeoutError {
  return new OfferHubTimeoutError(`${label} was not answered within ${timeoutMs} ms.`, label, { idempotencyKey })
}

/** What `fetch` says is useless alone ("fetch failed"): its cause says what happened. */
export function unreachable(
  { label, url, idempotencyKey }: Pick<HttpRequest, 'label' | 'url' | 'idempotencyKey'>,
  error: unknown,
  secret: string,
): OfferHubConnectionError {
  const reason = [error, (error as { cause?: unknown } | null)?.cause]
    .flatMap((one) => (one instanceof Error && one.message !== '' ? [one.message] : []))
    .join(': ')
  const leaks = secret !== '' && reason.includes(secret)
  const message = `${label} could not be sent to ${new URL(url).origin}: ${leaks ? 'the connection failed' : reason || 'the connection failed'}.`
  return new OfferHubConnectionError(message, label, { idempotencyKey, ...(!leaks && { cause: error }) })
}
