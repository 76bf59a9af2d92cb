import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A receiver that refuses every delivery and answers with all that it was sent. */
export type Echo = { readonly url: string; readonly heard: () => number; stop(): void }

export async function startEcho(): Promise<Echo> {
  let heard = 0
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString('utf8')
    heard += 1
    response.writeHead(500).end(`${JSON.stringify(request.headers)}\n${body}`)
  })
  const listening = Promise.withResolvers<void>()
  server.listen(0, '127.0.0.1', () => listening.resolve())
  await listening.promise
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks`,
    heard: () => heard,
    stop() {
      server.closeAllConnections()
      server.close()
    },
  }
}
