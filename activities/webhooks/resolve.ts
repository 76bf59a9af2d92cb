import { type LookupAddress, Resolver } from 'node:dns'
import { lookup } from 'node:dns/promises'
import { promisify } from 'node:util'

/** Every address that a name leads to. Rejects when there is none. */
export type Resolve = (hostname: string) => Promise<readonly LookupAddress[]>

const TIMEOUT_MS = 2_000
const TRIES = 2

/**
 * Asks the name servers. The system's own look-up would occupy one of the few threads that all of this process share, and
 * a slow name would hold up everybody else; it would also know names of this machine and its network, which nobody outside
 * may have called.
 */
export const resolveByDns: Resolve = async (hostname) => {
  const resolver = new Resolver({ timeout: TIMEOUT_MS, tries: TRIES })
  const [four, six] = await Promise.allSettled([
    promisify<string, string[]>(resolver.resolve4.bind(resolver))(hostname),
    promisify<string, string[]>(resolver.resolve6.bind(resolver))(hostname),
  ])
  const found = [...addresses(four, 4), ...addresses(six, 6)]
  if (found.length === 0) throw Object.assign(new Error('The name has no address'), { code: 'ENOTFOUND' })
  return found
}

/** As everything else on this machine looks names up, "localhost" among them: for development. */
export const resolveBySystem: Resolve = (hostname) => lookup(hostname, { all: true })

function addresses(answer: PromiseSettledResult<string[]>, family: 4 | 6): LookupAddress[] {
  return answer.status === 'fulfilled' ? answer.value.map((address) => ({ address, family })) : []
}
