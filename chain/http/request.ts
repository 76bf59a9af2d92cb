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

/** One HTTP request with a time limit over headers and body. Throws NoAnswer, or the signal's reason when the caller stops it. */
export async function request(spec: HttpRequest): Promise<HttpAnswer> {
  spec.signal?.throwIfAborted()
  const limit = AbortSignal.timeout(spec.timeoutMs)
  const signal = spec.signal === undefined ? limit : AbortSignal.any([limit, spec.signal])
  try {
    const response = await fetch(spec.url, {
      method: spec.method,
      signal,
      // A redirect could carry the API key or a signed envelope to a host that nobody configured.
      redirect: 'error',
      ...(spec.headers === undefined ? {} : { headers: spec.headers }),
      ...(spec.body === undefined ? {} : { body: spec.body }),
    })
    const text = await readBounded(response)
    return { status: response.status, text, retryAfter: response.headers.get('retry-after') }
  } catch (error) {
    spec.signal?.throwIfAborted()
    if (error instanceof NoAnswer) throw error
    if (limit.aborted) throw new NoAnswer('timeout', `no answer within ${spec.timeoutMs} ms`, error)
    throw new NoAnswer('unreachable', describeCause(error), error)
  }
}

async function readBounded(response: Response): Promise<string> {
  if (response.body === null) return ''
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of response.body) {
    bytes += chunk.byteLength
    if (bytes > MAX_ANSWER_BYTES) throw new NoAnswer('too_large', `the answer exceeds ${MAX_ANSWER_BYTES} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** fetch hides the reason (connection refused, unknown host) one level down. */
function describeCause(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  if (!(cause instanceof Error)) return String(cause)
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : ''
  return [code, cause.message].filter((part) => part !== '').join(' ')
}
