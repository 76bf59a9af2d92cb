import { request as send } from 'undici'

/** The most we read of an answer; a full page of events stays far below it. */
export const MAX_ANSWER_BYTES = 16 * 1024 * 1024

export type HttpAnswer = { readonly status: number; readonly text: string; readonly retryAfter: string | null }

export type HttpRequest = {
  readonly url: string
  readonly method: 'GET' | 'POST'
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly timeoutMs: number
  readonly signal?: AbortSignal | undefined
}

/** No answer came. Whether the other side acted is unknown. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer'
  readonly reason: 'timeout' | 'unreachable' | 'too_large'
  constructor(reason: NoAnswer['reason'], detail: string, cause?: unknown) {
    super(detail, cause === undefined ? undefined : { cause })
    this.reason = reason
  }
}

/**
 * One HTTP request with a time limit over headers and body. Throws NoAnswer, or the signal's reason when the caller stops
 * it. Without fetch around it undici takes a third of the time. It follows no redirect: that could carry the API key or a
 * signed envelope to a host that nobody configured.
 */
export async function request({ url, timeoutMs, signal, ...what }: HttpRequest): Promise<HttpAnswer> {
  signal?.throwIfAborted()
  const stop = new AbortController()
  const timer = setTimeout(() => stop.abort(new NoAnswer('timeout', `no answer within ${timeoutMs} ms`)), timeoutMs)
  const onAbort = () => stop.abort(signal?.reason)
  signal?.addEventListener('abort', onAbort, { once: true })
  try {
    const { statusCode: status, headers, body } = await send(url, { ...what, signal: stop.signal })
    const text = await readBounded(body)
    if (status >= 300 && status < 400)
      throw new NoAnswer('unreachable', `HTTP ${status} sends us elsewhere, which is not followed`)
    return { status, text, retryAfter: headers['retry-after']?.toString() ?? null }
  } catch (error) {
    signal?.throwIfAborted()
    if (error instanceof NoAnswer) throw error
    throw new NoAnswer('unreachable', describe(error), error)
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', onAbort)
  }
}

async function readBounded(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of body) {
    bytes += chunk.byteLength
    if (bytes > MAX_ANSWER_BYTES) throw new NoAnswer('too_large', `the answer exceeds ${MAX_ANSWER_BYTES} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** With the code (ECONNREFUSED, ENOTFOUND) that operators look for. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  return [code, error.message].filter((part) => part !== '').join(' ')
}
