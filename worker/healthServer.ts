import { createServer } from 'node:http'

/** What the process would say of itself. */
export type WorkerHealth = { isReady: boolean }

/**
 * Answers a container platform: /health as long as the process can answer at all, /ready once work is taken. Waiting for
 * Postgres or Temporal is no reason to be started again, so /health does not look at them.
 */
export async function serveHealth(port: number, health: WorkerHealth): Promise<{ close(): void }> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://worker')
    const known = pathname === '/health' || pathname === '/ready'
    const isWell = pathname === '/health' || health.isReady
    response.writeHead(!known ? 404 : isWell ? 200 : 503, { 'content-type': 'application/json', connection: 'close' })
    response.end(JSON.stringify({ status: !known ? 'unknown path' : isWell ? 'ok' : 'starting' }))
  })
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  server.once('error', reject)
  // A container's platform asks from outside of it.
  server.listen(port, '0.0.0.0', resolve)
  await promise
  return { close: () => void server.close() }
}
