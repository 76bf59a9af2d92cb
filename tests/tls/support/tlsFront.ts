import { type AddressInfo, connect, type Socket } from 'node:net'
import { createServer, type TlsOptions } from 'node:tls'

/** A TLS endpoint in front of a server that speaks none, as a load balancer would be. */
export async function startTlsFront(options: TlsOptions, behind: { host: string; port: number }) {
  const open = new Set<Socket>()
  const server = createServer({ ...options, ALPNProtocols: ['h2'] }, (outside) => {
    const inside = connect(behind)
    for (const [socket, other] of [
      [outside, inside],
      [inside, outside],
    ] as const) {
      open.add(socket)
      socket.on('error', () => other.destroy())
      socket.on('close', () => {
        open.delete(socket)
        other.destroy()
      })
      socket.pipe(other)
    }
  })
  // Who does not trust us hangs up, and that is what the tests are about.
  server.on('tlsClientError', () => undefined)
  const { promise, resolve } = Promise.withResolvers<void>()
  server.listen(0, '127.0.0.1', resolve)
  await promise
  return {
    port: (server.address() as AddressInfo).port,
    stop() {
      for (const socket of open) socket.destroy()
      server.close()
    },
  }
}
