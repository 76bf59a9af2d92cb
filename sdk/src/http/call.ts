import { OPERATIONS, type OperationName, type Operations } from '../generated/operations.ts'
import type { CommandOptions, RequestOptions, Settings, WriteOptions } from '../options.ts'
import { retryDelayMs } from './backoff.ts'
import { assertKey, type KeySource } from './idempotency.ts'
import { pause } from './pause.ts'
import { type Answer, readAnswer } from './readAnswer.ts'
import { type HttpRequest, sendOnce } from './sendOnce.ts'

/** What an operation takes; a part that it has not is left out. */
export type Input<N extends OperationName> = {
  readonly [P in 'params' | 'query' | 'body' as Operations[N][P] extends null ? never : P]: Operations[N][P]
}

/** What a client is made of: its settings, and where its Idempotency-Keys come from. */
export type Client = { readonly settings: Settings; readonly keys: KeySource }

type AnyInput = {
  readonly params?: Readonly<Record<string, string>>
  readonly query?: object | undefined
  readonly body?: unknown
}

const LONGEST_WAIT_SECONDS = 30
/** The server answers before the client gives up, with this share of the time to spare. */
const WAIT_SHARE = 0.75

/** Carries out an operation, with its retries. */
export async function call<N extends OperationName>(
  client: Client,
  name: N,
  input: Input<N>,
  options: CommandOptions = {},
): Promise<Answer & { readonly data: Operations[N]['data'] }> {
  const request = requestOf(client, name, input as AnyInput, options)
  return (await sendWithRetries(client.settings, request, options)) as Answer & { data: Operations[N]['data'] }
}

async function sendWithRetries(settings: Settings, request: HttpRequest, options: RequestOptions): Promise<Answer> {
  const { signal, timeoutMs = settings.timeoutMs } = options
  const retry = { ...settings.retry, ...(options.maxRetries !== undefined && { maxRetries: options.maxRetries }) }
  const attemptWith = { fetch: settings.fetch, timeoutMs, signal, secret: settings.apiKey }
  for (let attempt = 0; ; attempt += 1) {
    if (signal?.aborted) throw signal.reason
    try {
      return readAnswer(await sendOnce(request, attemptWith), request.label)
    } catch (error) {
      const delayMs = retryDelayMs(error, attempt, retry)
      if (delayMs === null || signal?.aborted) throw error
      await pause(delayMs, signal)
    }
  }
}

function requestOf(client: Client, name: OperationName, input: AnyInput, options: CommandOptions): HttpRequest {
  const { settings } = client
  const { method, path: template, command } = OPERATIONS[name]
  const path = fillPath(template, input.params)
  const base = {
    method,
    url: `${settings.baseUrl}${path}${queryOf(input.query)}`,
    label: `${method} ${path}`,
  }
  const headers = headersFor(settings, options)
  if (method === 'GET') return { ...base, headers }
  const idempotencyKey = keyOf(client, base.label, input.body, options)
  const prefer = command ? { prefer: preferenceOf(settings, options) } : {}
  const json = { 'content-type': 'application/json', 'idempotency-key': idempotencyKey, ...prefer }
  return { ...base, headers: { ...headers, ...json }, body: JSON.stringify(input.body ?? {}), idempotencyKey }
}

/** The headers of every request. */
export function headersFor(settings: Settings, options: RequestOptions): Record<string, string> {
  return {
    accept: 'application/json',
    ...settings.headers,
    ...options.headers,
    authorization: `Bearer ${settings.apiKey}`,
  }
}

function keyOf({ keys }: Client, label: string, body: unknown, { idempotencyKey }: WriteOptions): string {
  if (idempotencyKey === undefined) return keys.keyFor(label, body)
  assertKey(idempotencyKey)
  return idempotencyKey
}

/** How long the server may hold the request: shorter than the client's own time-out, so that its answer is heard. */
function preferenceOf(settings: Settings, { waitMs, timeoutMs = settings.timeoutMs }: CommandOptions): string {
  if (waitMs === 0) return 'respond-async'
  const affordable = Math.floor((timeoutMs * WAIT_SHARE) / 1_000)
  const wanted = waitMs === undefined ? LONGEST_WAIT_SECONDS : Math.ceil(waitMs / 1_000)
  const seconds = Math.min(wanted, affordable, LONGEST_WAIT_SECONDS)
  return seconds === 0 ? 'respond-async' : `wait=${seconds}`
}

/** A dot segment would name another path, and an empty one a list. */
function fillPath(template: string, params: Readonly<Record<string, string>> = {}): string {
  return template.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = params[name]
    if (typeof value === 'string' && value !== '' && value !== '.' && value !== '..') return encodeURIComponent(value)
    throw new TypeError(`${name} must be the id of something, and is ${JSON.stringify(value)}`)
  })
}

function queryOf(query: object | undefined): string {
  const given = Object.entries(query ?? {}).filter(([, value]) => value !== undefined && value !== null)
  const written = Object.fromEntries(given.map(([name, value]) => [name, String(value)]))
  return given.length === 0 ? '' : `?${new URLSearchParams(written)}`
}
