import { randomUUID } from 'node:crypto'

/** Longer than any wait budget of the API, so that a slow answer is the API's and not ours. */
const TIMEOUT_MS = 60_000

export type DemoApi = {
  get<T>(path: string): Promise<T>
  post<T>(path: string, body?: unknown): Promise<T>
}

/** A client as a marketplace would write it in five minutes: fetch, a key, and an Idempotency-Key on every POST. */
export function connectApi(apiUrl: string, apiKey: string): DemoApi {
  const call = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const answer = await fetch(`${apiUrl}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${apiKey}`,
        ...(method === 'POST' && { 'idempotency-key': randomUUID() }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text}`)
    return JSON.parse(text).data as T
  }
  return { get: (path) => call('GET', path), post: (path, body) => call('POST', path, body) }
}
