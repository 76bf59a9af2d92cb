import { createParser } from 'eventsource-parser'
import { SETTLED_MS } from '../../e2e/createOrders.ts'

/** Somebody who uses the shop's pages as a browser does: forms, redirects, and the stream of a page. */
export function visit(url: string) {
  const send = (path: string, form: Record<string, string> = {}) =>
    fetch(`${url}${path}`, { method: 'POST', body: new URLSearchParams(form), redirect: 'manual' })
  const read = async (path: string) => (await fetch(`${url}${path}`)).text()
  const statusOf = async (order: string) => /<p id="status">([^<]+)</.exec(await read(order))?.[1]
  return { send, read, statusOf, follow: (order: string) => follow(`${url}${order}/events`) }
}

/** What a page hears. `until` resolves when an event has come. */
async function follow(url: string): Promise<{ until(eventType: string): Promise<void>; close(): void }> {
  const heard: string[] = []
  const ending = new AbortController()
  const waiting = new Map<string, () => void>()
  const parser = createParser({
    onEvent({ data }) {
      const { eventType } = JSON.parse(data) as { eventType: string }
      heard.push(eventType)
      waiting.get(eventType)?.()
    },
  })
  const answer = await fetch(url, { signal: ending.signal })
  const listen = async () => {
    const text = new TextDecoder()
    for await (const part of answer.body ?? []) parser.feed(text.decode(part, { stream: true }))
  }
  listen().catch(() => undefined)
  return {
    close: () => ending.abort(),
    until(eventType) {
      if (heard.includes(eventType)) return Promise.resolve()
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`Heard no ${eventType}, only ${heard.join(', ')}`)), SETTLED_MS)
        waiting.set(eventType, () => {
          clearTimeout(timer)
          resolve()
        })
      })
    },
  }
}
