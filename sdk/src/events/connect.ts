import { OfferHubApiError } from '../errors/apiError.ts'
import { OfferHubTimeoutError, UnexpectedAnswerError } from '../errors/transportErrors.ts'
import { startDeadline } from '../http/deadline.ts'
import { readAnswer } from '../http/readAnswer.ts'
import { unreachable } from '../http/sendOnce.ts'
import type { FetchLike } from '../options.ts'

const LABEL = 'GET /api/v1/events'

export type StreamRequest = {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly fetch: FetchLike
  /** Until the stream has begun; it may last for ever afterwards. */
  readonly timeoutMs: number
  readonly signal: AbortSignal
  readonly secret: string
}

/**
 * A stream that has begun; `end` lets go of the signal, which ends the stream as long as it lasts. Whoever reads it holds
 * the response as well: Node cancels the unread body of one that is garbage-collected.
 */
export type OpenStream = { readonly response: Response; readonly body: ReadableStream<Uint8Array>; end(): void }

/** Opens an event stream; throws what a request would throw. */
export async function connectStream(request: StreamRequest): Promise<OpenStream> {
  const { url, headers, fetch, timeoutMs, signal, secret } = request
  const connection = new AbortController()
  const deadline = startDeadline(timeoutMs, signal)
  const stop = () => connection.abort(signal.reason)
  deadline.signal.addEventListener('abort', stop, { once: true })
  try {
    const response = await fetch(url, { method: 'GET', headers, redirect: 'manual', signal: connection.signal })
    const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') ?? false
    if (response.ok && isStream && response.body !== null) {
      signal.addEventListener('abort', stop, { once: true })
      return { response, body: response.body, end: () => signal.removeEventListener('abort', stop) }
    }
    const text = await response.text()
    readAnswer({ status: response.status, headers: response.headers, text }, LABEL)
    throw new UnexpectedAnswerError(`${LABEL} was answered by something that is not an event stream.`, {
      request: LABEL,
      status: response.status,
    })
  } catch (error) {
    if (signal.aborted) throw signal.reason
    if (deadline.timedOut) throw new OfferHubTimeoutError(`${LABEL} did not begin within ${timeoutMs} ms.`, LABEL)
    if (error instanceof OfferHubApiError || error instanceof UnexpectedAnswerError) throw error
    throw unreachable({ label: LABEL, url }, error, secret)
  } finally {
    deadline.signal.removeEventListener('abort', stop)
    deadline.end()
  }
}
