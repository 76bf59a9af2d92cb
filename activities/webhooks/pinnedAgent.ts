import type { LookupFunction } from 'node:net'
import { Agent } from 'undici'
import { isPublicAddress } from '../../domain/webhooks/address.ts'
import type { Resolve } from './resolve.ts'

/** The name leads, or leads also, to where deliveries may not go. */
export class AddressRefused extends Error {
  override readonly name = 'AddressRefused'
}

/** There is no address to connect to. */
export class NameNotFound extends Error {
  override readonly name = 'NameNotFound'
}

export type Connecting = {
  readonly resolve: Resolve
  readonly allowPrivate: boolean
  readonly timeoutMs: number
}

/**
 * An agent for one request. It looks the name up once and connects to the very addresses that were looked at: a name that
 * leads somewhere else a moment later changes nothing. It is never shared, so no connection is that of an earlier look.
 * It knows of no proxy: the environment's settings for one are not for strangers' addresses.
 */
export function pinnedAgent({ resolve, allowPrivate, timeoutMs }: Connecting): Agent {
  const lookup: LookupFunction = (hostname, options, callback) => {
    addressesOf(hostname).then(
      (found) => {
        const [first] = found
        if (options.all) callback(null, [...found])
        else callback(null, first?.address ?? '', first?.family)
      },
      (error: Error) => callback(error, '', 0),
    )
  }
  async function addressesOf(hostname: string) {
    const found = await resolve(hostname).catch(() => {
      throw new NameNotFound('The name was not found')
    })
    if (found.length === 0) throw new NameNotFound('The name has no address')
    if (!allowPrivate && !found.every(({ address }) => isPublicAddress(address))) {
      throw new AddressRefused('The name leads to an address that is not public')
    }
    return found
  }
  return new Agent({
    connect: { lookup, timeout: timeoutMs },
    connections: 1,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    allowH2: false,
  })
}
