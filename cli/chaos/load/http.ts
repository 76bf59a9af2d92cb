import { setTimeout as delay } from 'node:timers/promises'

/** Where the API is, and with whose key it is asked. */
export type Door = { readonly apiUrl: string; readonly apiKey: string }

export type HttpRequest = {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly body?: unknown
  readonly key?: string
  readonly prefer?: string | null
  /** Gives up waiting after so long, as an impatient caller does. */
  readonly hangUpAfterMs?: number | null
}

export type HttpReply = {
  readonly status: number
  readonly body: ReplyBody
  readonly location: string | null
  readonly retryAfterMs: number
}

export type ReplyBody = {
  readonly data?: Readonly<Record<string, unknown>>
  readonly error?: { readonly code: string; readonly message: string; readonly details?: unknown }
}

/** Longer than any wait budget of the API. */
const TIMEOUT_MS = 45_000

/** Sends one request once; null when no answer came, whatever the reason. */
export async function sendOnce(door: Door, request: HttpRequest): Promise<HttpReply | null> {
  const { method, path, body, key, prefer, hangUpAfterMs } = request
  try {
    const answer = await fetch(`${door.apiUrl}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${door.apiKey}`,
        ...(key !== undefined && { 'idempotency-key': key }),
        ...(prefer && { prefer }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(hangUpAfterMs ?? TIMEOUT_MS),
    })
    const text = await answer.text()
    return {
      status: answer.status,
      body: JSON.parse(text) as ReplyBody,
      location: answer.headers.get('location'),
      retryAfterMs: Number(answer.headers.get('retry-after') ?? 0) * 1_000,
    }
  } catch {
    // Refused, reset, cut off in the middle, or given up: the caller cannot know what became of the request.
    return null
  }
}

const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 1_000

/** True for answers that say "not now": the same request has to be sent again. */
export function isPassing({ status, body }: HttpReply): boolean {
  return status === 429 || status >= 500 || body.error?.code === 'IDEMPOTENCY_KEY_IN_PROGRESS'
}

export type Patience = {
  /** How long the same request is repeated before the caller gives up for good. */
  readonly limitMs: number
  /** Told of every request that was sent, with its answer. */
  readonly onReply?: ((reply: HttpReply | null) => void) | undefined
}

/** Repeats a request until it is answered; null when that took too long. */
export async function sendUntilAnswered(
  door: Door,
  request: HttpRequest,
  { limitMs, onReply }: Patience,
): Promise<HttpReply | null> {
  const deadline = Date.now() + limitMs
  let pauseMs = FIRST_PAUSE_MS
  let { hangUpAfterMs = null } = request
  for (;;) {
    const reply = await sendOnce(door, { ...request, hangUpAfterMs })
    hangUpAfterMs = null
    onReply?.(reply)
    if (reply !== null && !isPassing(reply)) return reply
    if (Date.now() > deadline) return null
    await delay(Math.min(Math.max(pauseMs, reply?.retryAfterMs ?? 0), LONGEST_PAUSE_MS))
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)
  }
}
