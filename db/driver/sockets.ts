import { connect, type NetConnectOpts, type Socket } from 'node:net'

/** The driver's options as it hands them to whoever makes its sockets. */
export type SocketTarget = {
  readonly host: readonly string[]
  readonly port: readonly number[]
  readonly path?: string | undefined
}

/** The driver speaks first, in the turn of the event loop in which it gets its socket. */
const SILENCE_MS = 50

/**
 * Makes the driver's sockets, trying the hosts of a URL in turn. The driver collects small writes for the next turn; a
 * connection that closes in between leaves it with a write that it neither sends nor forgets, and from then on it says
 * nothing on any new connection until a time-out of ten seconds, over and over. So a socket on which nothing is said hangs up at once:
 * after a few of those the forgotten write is large enough for the driver to send it and be rid of it.
 */
export function makeSockets(): (target: SocketTarget) => Socket {
  let turn = 0
  return (target) => {
    const at = turn++ % target.host.length
    const [host = 'localhost', port = 5432] = [target.host[at], target.port[at]]
    const address: NetConnectOpts = target.path ? { path: target.path } : { host, port }
    const socket = connect(address)
    socket.once('connect', () => setTimeout(hangUpIfSilent, SILENCE_MS, socket).unref())
    // The driver reads both when it speaks TLS, and when it says which server it lost.
    return Object.assign(socket, { host, port })
  }
}

function hangUpIfSilent(socket: Socket): void {
  if (socket.bytesWritten === 0 && socket.writableLength === 0) socket.destroy()
}
