import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'
import { claimPort } from './claimPort.ts'
import { describePortOwner } from './processes/portOwner.ts'
import type { Progress } from './progress.ts'
import { SetupError } from './setupError.ts'

const LOOPBACK = '127.0.0.1'
const FREE_PORT_ATTEMPTS = 50
const LOWEST_FREE_PORT = 20_000
/** Linux begins here, the other systems at 49152 (RFC 6335 section 6). */
const LOWEST_OUTGOING_PORT = 32_768

/** True when a server could listen there now. Wildcard listeners on the same port count as busy. */
export async function isPortFree(port: number): Promise<boolean> {
  return (await canListen(port, LOOPBACK)) && (await canListen(port))
}

/**
 * A port nobody uses now, promised to this process; the ones in `taken` are promised to others that have not started
 * yet. It lies below the ports that systems give to outgoing connections, so that none of those sits on it meanwhile.
 */
export async function findFreePort(taken: ReadonlySet<number> = new Set()): Promise<number> {
  for (let attempt = 0; attempt < FREE_PORT_ATTEMPTS; attempt++) {
    const port = randomInt(LOWEST_FREE_PORT, LOWEST_OUTGOING_PORT)
    if (!taken.has(port) && (await isPortFree(port)) && claimPort(port)) return port
  }
  throw new SetupError(
    `No free port was found on ${LOOPBACK}. Close programs that hold many connections and try again.`,
  )
}

function canListen(port: number, host?: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.unref()
    server.once('error', () => resolve(false))
    server.listen({ port, ...(host ? { host } : {}) }, () => server.close(() => resolve(true)))
  })
}

export interface PortWish {
  name: string
  variable: string
  fallback: number
  /** The API's port is what people type into their programs, so it never moves by itself. */
  mayMove: boolean
}

/** The port to use: the variable's, else the usual one, else (said aloud) a free one. */
export async function choosePort(
  wish: PortWish,
  environment: NodeJS.ProcessEnv,
  taken: Set<number>,
  progress: Progress,
): Promise<number> {
  const asked = readPort(wish, environment)
  const port = asked ?? wish.fallback
  if (!taken.has(port) && (await isPortFree(port))) {
    taken.add(port)
    return port
  }
  const owner = await describePortOwner(port)
  if (asked !== undefined || !wish.mayMove) throw busyPort(wish, port, owner)
  const free = await findFreePort(taken)
  taken.add(free)
  progress(`Port ${port} for ${wish.name} is taken${owner}; using ${free} this time.`)
  return free
}

function readPort(wish: PortWish, environment: NodeJS.ProcessEnv): number | undefined {
  const text = environment[wish.variable]
  if (!text) return undefined
  const port = Number(text)
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port
  throw new SetupError(
    `${wish.variable} is "${text}", which is no port. Set it to a number from 1 to 65535 or unset it.`,
  )
}

function busyPort(wish: PortWish, port: number, owner: string): SetupError {
  const example = wish.variable === 'PORT' ? port + 1 : port + 10
  return new SetupError(
    `Port ${port} for ${wish.name} is already in use${owner}. Stop that program, or take another port: ` +
      `${wish.variable}=${example} npm start`,
  )
}
