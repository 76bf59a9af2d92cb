import { createParser } from 'eventsource-parser'

export type DemoEvent = {
  eventType: string
  aggregateId: string
  payload: Record<string, unknown>
  sequence: number | string
}

/** Listens to the event stream in the background, as a marketplace would, and keeps what it hears. */
export type EventEar = { readonly heard: readonly DemoEvent[]; close(): void }

export async function listenToEvents(apiUrl: string, apiKey: string): Promise<EventEar> {
  const abort = new AbortController()
  const heard: DemoEvent[] = []
  const answer = await fetch(`${apiUrl}/api/v1/events`, {
    headers: { authorization: `Bearer ${apiKey}`, accept: 'text/event-stream' },
    signal: abort.signal,
  })
  const { body } = answer
  if (!answer.ok || body === null) throw new Error(`GET /events answered ${answer.status}`)
  const parser = createParser({ onEvent: (event) => heard.push(JSON.parse(event.data) as DemoEvent) })
  const read = async () => {
    const text = new TextDecoder()
    for await (const chunk of body) parser.feed(text.decode(chunk, { stream: true }))
  }
  read().catch((error: unknown) => {
    if (!abort.signal.aborted) console.error('The event stream broke off:', error)
  })
  return { heard, close: () => abort.abort() }
}
