import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { setTimeout as after } from 'node:timers/promises'

export type Breakage = 'close' | 'hang' | 'unavailable'

/** Thrown instead of an answer: the connection itself goes wrong. */
export class BrokenAnswer extends Error {
  override readonly name = 'BrokenAnswer'
  readonly breakage: Breakage
  constructor(breakage: Breakage) {
    super(`The answer is withheld on request (${breakage})`)
    this.breakage = breakage
  }
}

/** Breaks one answer: closes the connection, keeps it open in silence for a bounded time, or says 503. */
export async function breakAnswer(response: ServerResponse, breakage: Breakage, hangMs: number): Promise<void> {
  if (breakage === 'unavailable') {
    response.writeHead(503, { 'content-type': 'text/plain; charset=utf-8' }).end('Service Unavailable')
    return
  }
  if (breakage === 'hang') await silence(response, hangMs)
  response.socket?.destroy()
}

/** Until the client gives up or the time is over. */
async function silence(response: ServerResponse, hangMs: number): Promise<void> {
  const stop = new AbortController()
  const { signal } = stop
  await Promise.race([
    once(response, 'close', { signal }).catch(() => {}),
    after(hangMs, undefined, { signal, ref: false }).catch(() => {}),
  ])
  stop.abort()
}
