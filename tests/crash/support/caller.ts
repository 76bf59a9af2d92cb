import { setTimeout as delay } from 'node:timers/promises'

export type Answer<T = Record<string, unknown>> = {
  readonly status: number
  readonly code: string | null
  readonly data: T
}

/** A caller who never gives up: whatever breaks, it repeats the same request under the same key until that is answered. */
export type Caller = {
  get<T>(path: string): Promise<T>
  /** Sends it once, whatever comes of it. */
  send(path: string, headers: Headers): Promise<void>
  post<T = Record<string, unknown>>(path: string, key: string, body?: unknown, headers?: Headers): Promise<Answer<T>>
}
type Headers = Readonly<Record<string, string>>

const REPEAT_MS = 150
const GIVE_UP_MS = 120_000
const REQUEST_TIMEOUT_MS = 40_000
/** Accepted, in progress, or not there at the moment: the outcome is still to come. */
const NOT_FINAL = new Set([202, 429, 502, 503, 504])

export function connectCaller(apiUrl: string, apiKey: string): Caller {
  const authorization = `Bearer ${apiKey}`
  const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(`${apiUrl}/api/v1${path}`, {
      ...init,
      headers: { authorization, ...init.headers },
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    })
  return {
    async get<T>(path: string) {
      const { status, body } = await persist(`GET ${path}`, () => ask(path))
      if (status !== 200) throw new Error(`GET ${path} answered ${status}: ${JSON.stringify(body)}`)
      return body.data as T
    },
    async send(path, headers) {
      await (await ask(path, { method: 'POST', headers })).arrayBuffer()
    },
    async post<T>(path: string, key: string, body?: unknown, headers: Headers = {}) {
      const json = body === undefined ? {} : { 'content-type': 'application/json' }
      const init = { method: 'POST', headers: { 'idempotency-key': key, ...json, ...headers } }
      const final = await persist(`POST ${path}`, () =>
        ask(path, { ...init, ...(body !== undefined && { body: JSON.stringify(body) }) }),
      )
      return { status: final.status, code: final.body.error?.code ?? null, data: final.body.data as T }
    },
  }
}

type Body = { readonly data?: unknown; readonly error?: { readonly code: string } }

async function persist(what: string, ask: () => Promise<Response>): Promise<{ status: number; body: Body }> {
  const deadline = Date.now() + GIVE_UP_MS
  let last = 'nothing'
  while (Date.now() < deadline) {
    try {
      const answer = await ask()
      const body = (await answer.json()) as Body
      const inProgress = body.error?.code === 'IDEMPOTENCY_KEY_IN_PROGRESS'
      if (!inProgress && !NOT_FINAL.has(answer.status)) return { status: answer.status, body }
      last = `${answer.status} ${JSON.stringify(body)}`
    } catch (error) {
      last = String(error)
    }
    await delay(REPEAT_MS)
  }
  throw new Error(`${what} was repeated for ${GIVE_UP_MS / 1000} s without a final answer; the last was ${last}`)
}
