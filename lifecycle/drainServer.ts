import type { Server, ServerResponse } from 'node:http'
import { withinTime } from './withinTime.ts'

export type DrainOptions = {
  /** How long requests may take that need no help. */
  readonly graceMs: number
  /** How long they may take after that. */
  readonly extraMs: number
  /** Called when the grace is over: whoever can answer early does so now. */
  readonly onGraceOver: () => void
}

export type Drainable = {
  /** Stops accepting, answers what has arrived, closes every connection. Resolves to how many requests were cut off. */
  drain(options: DrainOptions): Promise<number>
}

/** Follows the requests of a server, so that it can be stopped without breaking one. */
export function makeDrainable(server: Server): Drainable {
  const open = new Set<ServerResponse>()
  let isDraining = false
  // Before the application sees the request: its answer may be ready at once.
  server.prependListener('request', (_request, response: ServerResponse) => {
    open.add(response)
    if (isDraining) closeAfter(response)
    response.once('close', () => {
      open.delete(response)
      // A client that keeps its connection would otherwise keep the process.
      if (isDraining) setImmediate(() => server.closeIdleConnections())
    })
  })
  return {
    async drain({ graceMs, extraMs, onGraceOver }) {
      isDraining = true
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      for (const response of open) closeAfter(response)
      if (await hasClosed(closed, graceMs)) return 0
      onGraceOver()
      if (await hasClosed(closed, extraMs)) return 0
      const cutOff = open.size
      server.closeAllConnections()
      await closed
      return cutOff
    },
  }
}

/** Tells the client not to send another request on this connection. */
function closeAfter(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('Connection', 'close')
}

async function hasClosed(closed: Promise<void>, timeoutMs: number): Promise<boolean> {
  return await withinTime(
    closed.then(() => true),
    timeoutMs,
    () => false,
  )
}
