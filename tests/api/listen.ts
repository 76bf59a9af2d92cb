import { createParser } from 'eventsource-parser'
import { expect } from 'vitest'

export type Heard = {
  id: string
  name: string | undefined
  eventType: string
  aggregateId: string
  payload: Record<string, unknown>
  sequence: string
}
export type Stream = {
  readonly heard: Heard[]
  readonly headers: Headers
  /** Resolves when the server has ended the stream. */
  readonly ended: Promise<void>
  /** Resolves when an event has come for which this holds. */
  until(holds: (event: Heard) => boolean): Promise<Heard>
  close(): Promise<void>
}

/** Listens to the stream of events as a browser does, and keeps what it hears. */
export async function listenTo(url: string, query: string, headers: Record<string, string>): Promise<Stream> {
  const leave = new AbortController()
  const response = await fetch(`${url}/api/v1/events${query}`, {
    headers,
    signal: leave.signal,
  })
  expect(response.status).toBe(200)
  expect(response.headers.get('Content-Type')).toBe('text/event-stream; charset=utf-8')
  const heard: Heard[] = []
  let changed = Promise.withResolvers<void>()
  const parser = createParser({
    onEvent(event) {
      heard.push({ id: event.id ?? '', name: event.event, ...JSON.parse(event.data) })
      changed.resolve()
      changed = Promise.withResolvers()
    },
  })
  const reading = read(response, (text) => parser.feed(text))
  return {
    heard,
    headers: response.headers,
    ended: reading,
    async until(holds) {
      for (;;) {
        const found = heard.find(holds)
        if (found !== undefined) return found
        await changed.promise
      }
    },
    async close() {
      leave.abort()
      await reading
    },
  }
}

async function read(response: Response, take: (text: string) => void): Promise<void> {
  const decoder = new TextDecoder()
  try {
    for await (const chunk of response.body ?? []) take(decoder.decode(chunk, { stream: true }))
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'AbortError') throw error
  }
}
