import { randomUUID } from 'node:crypto'
import { Agent, request as send } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'

const TIMEOUT_MS = 120_000
/** As often as the SDK asks for a command that was answered with 202. */
const FIRST_RECHECK_MS = 200
const LONGEST_RECHECK_MS = 2_000
const RECHECK_GROWTH = 1.5

/** A marketplace's server: connections that stay open, and a client that costs as little of the machine as it can. */
export type BenchApi = {
  get<T>(path: string): Promise<T>
  post<T>(path: string, body?: unknown): Promise<T>
  /** Sends once and takes whatever is answered. */
  ask(method: Call['method'], path: string, body?: unknown): Promise<Reply>
  /** How often the answer was "accepted, not out yet", after which the outcome was asked for. */
  late(): number
  close(): void
}

export type Reply = {
  readonly status: number
  readonly text: string
  readonly location: string | undefined
  readonly retryAfter: string | undefined
}
type Call = { readonly method: 'GET' | 'POST'; readonly path: string; readonly body?: unknown }

export function connectBenchApi({ apiUrl, apiKey }: { apiUrl: string; apiKey: string }): BenchApi {
  const agent = new Agent({ keepAlive: true })
  let late = 0
  const call = async <T>(request: Call): Promise<T> => {
    const reply = await once(`${apiUrl}/api/v1${request.path}`, apiKey, agent, request)
    if (reply.status === 202 && reply.location) {
      late++
      return await follow<T>(apiUrl + reply.location, apiKey, agent)
    }
    if (reply.status >= 300)
      throw new Error(`${request.method} ${request.path} answered ${reply.status}: ${reply.text}`)
    return (JSON.parse(reply.text) as { data: T }).data
  }
  return {
    get: (path) => call({ method: 'GET', path }),
    post: (path, body) => call({ method: 'POST', path, body }),
    ask: (method, path, body) => once(`${apiUrl}/api/v1${path}`, apiKey, agent, { method, path, body }),
    late: () => late,
    close: () => agent.destroy(),
  }
}

/** Asks where a 202 pointed to until the command has come out; answers the order as the command left it. */
async function follow<T>(url: string, apiKey: string, agent: Agent): Promise<T> {
  const deadline = Date.now() + TIMEOUT_MS
  let pauseMs = FIRST_RECHECK_MS
  while (Date.now() < deadline) {
    const { text } = await once(url, apiKey, agent, { method: 'GET', path: '' })
    const { status, order } = (JSON.parse(text) as { data: { status: string; order: T } }).data
    if (status === 'SUCCEEDED') return order
    if (status !== 'PENDING') throw new Error(`${url} says: ${text}`)
    await delay(pauseMs)
    pauseMs = Math.min(pauseMs * RECHECK_GROWTH, LONGEST_RECHECK_MS)
  }
  throw new Error(`${url} was still pending after ${TIMEOUT_MS / 1_000} s`)
}

function once(url: string, apiKey: string, agent: Agent, { method, body }: Call): Promise<Reply> {
  const json = body === undefined ? undefined : JSON.stringify(body)
  const headers = {
    authorization: `Bearer ${apiKey}`,
    ...(method === 'POST' && { 'idempotency-key': randomUUID() }),
    ...(json !== undefined && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(json) }),
  }
  return new Promise((resolve, reject) => {
    const outgoing = send(url, { method, agent, headers, timeout: TIMEOUT_MS }, (answer) => {
      let text = ''
      answer.setEncoding('utf8').on('data', (part: string) => {
        text += part
      })
      answer.once('end', () =>
        resolve({
          status: answer.statusCode ?? 0,
          text,
          location: answer.headers.location,
          retryAfter: answer.headers['retry-after'],
        }),
      )
      answer.once('error', reject)
    })
    outgoing.once('timeout', () => outgoing.destroy(new Error(`${method} ${url} had no answer in ${TIMEOUT_MS} ms`)))
    outgoing.once('error', reject)
    outgoing.end(json)
  })
}
