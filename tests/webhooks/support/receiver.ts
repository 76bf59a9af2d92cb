import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Received = {
  readonly path: string
  readonly method: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export type Answering = (received: Received, response: ServerResponse) => void

export type Receiver = {
  readonly url: string
  readonly port: number
  /** All that came, in order. */
  readonly received: Received[]
  /** What is answered from now on. */
  answer: Answering
  close(): Promise<void>
}

export const ok: Answering = (_received, response) => response.writeHead(204).end()

export function status(code: number, headers: Readonly<Record<string, string>> = {}, body = ''): Answering {
  return (_received, response) => response.writeHead(code, headers).end(body)
}

/** Somebody's server on this machine, which remembers what it was sent. */
export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const { url = '', method = '', headers } = request
    const one = { path: url, method, headers, body: Buffer.concat(chunks).toString() }
    received.push(one)
    receiver.answer(one, response)
  })
  const listening = Promise.withResolvers<void>()
  server.listen(0, '127.0.0.1', () => listening.resolve())
  await listening.promise
  const { port } = server.address() as AddressInfo
  const receiver: Receiver = {
    url: `http://127.0.0.1:${port}`,
    port,
    received,
    answer: ok,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
  return receiver
}
