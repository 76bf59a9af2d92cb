import { Agent, get } from 'node:http'
import { type Answer, nowMs, type Order } from './messages.ts'

/** Thousands of listeners in a process of their own: what they cost is not mistaken for what the API costs. */
const CONNECTING_AT_ONCE = 100
const agent = new Agent({ keepAlive: false, maxSockets: Number.POSITIVE_INFINITY })
const heard = new Map<string, number[]>()
const answer = (message: Answer) => void process.send?.(message)
let listeners = 0

process.once('disconnect', () => process.exit(0))
process.on('message', (order: Order) => {
  if ('listen' in order) void connectAll(order.listen)
  else {
    answer({ heard: order.tell, atMs: heard.get(order.tell) ?? [] })
    heard.delete(order.tell)
  }
})

async function connectAll({ apiUrl, apiKey, count }: Extract<Order, { listen: unknown }>['listen']): Promise<void> {
  const headers = { authorization: `Bearer ${apiKey}`, accept: 'text/event-stream' }
  while (listeners < count) {
    const batch = Math.min(CONNECTING_AT_ONCE, count - listeners)
    await Promise.all(Array.from({ length: batch }, () => connect(`${apiUrl}/api/v1/events`, headers)))
    listeners += batch
  }
  answer({ connected: listeners })
}

function connect(url: string, headers: Record<string, string>): Promise<void> {
  return new Promise((resolve, reject) => {
    get(url, { agent, headers }, (stream) => {
      if (stream.statusCode !== 200) return reject(new Error(`The event stream answered ${stream.statusCode}`))
      let rest = ''
      stream.setEncoding('utf8').on('data', (text: string) => {
        // The opening lines say that the listener is in.
        resolve()
        const frames = (rest + text).split('\n\n')
        rest = frames.pop() ?? ''
        for (const frame of frames) hear(frame)
      })
      stream.on('close', () => reject(new Error('The stream was closed')))
    }).once('error', reject)
  })
}

const EVENT_ID = '"eventId":"'

function hear(frame: string): void {
  const at = frame.indexOf(EVENT_ID)
  if (at < 0) return
  const from = at + EVENT_ID.length
  const id = frame.slice(from, frame.indexOf('"', from))
  const times = heard.get(id) ?? []
  heard.set(id, times)
  times.push(nowMs())
  if (times.length === listeners) answer({ all: id })
}
