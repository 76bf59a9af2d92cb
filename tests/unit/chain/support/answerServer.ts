import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

export type SeenRequest = { readonly path: string; readonly headers: IncomingHttpHeaders; readonly body: string }
export type Answer =
  | { readonly status: number; readonly body: string; readonly headers?: Record<string, string> }
  | 'hang'
  | 'reset'

export type AnswerServer = { readonly url: string; readonly seen: readonly SeenRequest[]; close(): Promise<void> }

/** A server on a free port of this machine that gives the answers of a test. */
export async function startAnswerServer(answerTo: (request: SeenRequest) => Answer): Promise<AnswerServer> {
  const seen: SeenRequest[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const received = { path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString() }
    seen.push(received)
    const answer = answerTo(received)
    if (answer === 'hang') return
    if (answer === 'reset') {
      request.socket.destroy()
      return
    }
    response.writeHead(answer.status, answer.headers).end(answer.body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
