import type { Keypair } from '@stellar/stellar-sdk'

/** Source accounts for the sandbox's own transactions: one carries one transaction at a time. */
export interface ChannelPool {
  /** Waits for a free account and keeps it until `work` has ended. */
  withChannel<Result>(work: (channel: Keypair) => Promise<Result>): Promise<Result>
}

/** More callers are waiting for an account than the pool lets wait. */
export class ChannelPoolFullError extends Error {
  override readonly name = 'ChannelPoolFullError'
}

const MAX_WAITING = 5_000

export function createChannelPool(channels: readonly Keypair[]): ChannelPool {
  const free = [...channels]
  const waiting: ((channel: Keypair) => void)[] = []
  const acquire = (): Promise<Keypair> => {
    const channel = free.shift()
    if (channel !== undefined) return Promise.resolve(channel)
    if (waiting.length >= MAX_WAITING) throw new ChannelPoolFullError('Too many requests wait for the faucet')
    return new Promise((resolve) => void waiting.push(resolve))
  }
  const release = (channel: Keypair): void => {
    const next = waiting.shift()
    if (next === undefined) free.push(channel)
    else next(channel)
  }
  return {
    withChannel: async (work) => {
      const channel = await acquire()
      try {
        return await work(channel)
      } finally {
        release(channel)
      }
    },
  }
}
