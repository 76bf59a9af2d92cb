import { createServer } from 'node:http'
import type { Registry } from 'prom-client'

/** Answers Prometheus at /metrics. */
export async function serveMetrics(registry: Registry, host: string, port: number): Promise<{ close(): void }> {
  const server = createServer(async (request, response) => {
    if (request.url?.split('?')[0] !== '/metrics') {
      response.writeHead(404).end('There are only /metrics here.\n')
      return
    }
    try {
      const text = await registry.metrics()
      response.writeHead(200, { 'Content-Type': registry.contentType }).end(text)
    } catch (error) {
      response.writeHead(500).end(`The metrics could not be read: ${String(error)}\n`)
    }
  })
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  server.once('error', reject)
  server.listen(port, host, resolve)
  await promise
  return {
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}
