import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { usdcBalance } from '../../chain/balances.ts'
import type { EscrowCall, Share } from '../../chain/intent.ts'
import type { TrustlessWork } from '../../chain/trustlessWork/client.ts'
import { TrustlessWorkError } from '../../chain/trustlessWork/errors.ts'
import { disputedEscrow, newOrder, resolveIntent } from './support/order.ts'
import { context, startChain, type TestChain } from './support/startChain.ts'
import { newStranger, type Stranger } from './support/stranger.ts'

let chain: TestChain
let stranger: Stranger
beforeAll(async () => {
  chain = await startChain()
  stranger = await newStranger(chain)
})
afterAll(() => chain.close())

const held = (address: string): Promise<bigint> => usdcBalance(chain.rpc, chain.config, address)
const share = (address: string, amountStroops: string): Share => ({ address, amountStroops })

/** Refuses as the earlier revision of the contract does: both fees in full, then each share less its part, rounded down. */
function earlierRevision(): TrustlessWork {
  const overdraws = (call: EscrowCall): boolean => {
    if (call.kind !== 'resolve') return false
    const shares = call.distributions.map(({ amountStroops }) => BigInt(amountStroops))
    const total = shares.reduce((sum, amount) => sum + amount, 0n)
    const fee = (total * 30n) / 10_000n
    return shares.reduce((sum, amount) => sum + amount - (amount * fee) / total, fee) > total
  }
  return {
    async build(call, signer, signal) {
      if (!overdraws(call)) return await chain.trustlessWork.build(call, signer, signal)
      const text = 'An unexpected error occurred: HostError: Error(Contract, #10) (HTTP 500)'
      throw new TrustlessWorkError('resolve', 'refused', text)
    },
  }
}

async function disputedOrder() {
  const order = await newOrder(chain, { amountStroops: '500000000' })
  const contractId = await disputedEscrow(chain.engine(), order)
  const shares = [share(order.seller, '300000000'), share(order.buyer, '200000000')]
  const intent = resolveIntent(order, contractId, shares)
  const key = `${contractId}:resolve`
  const finish = (trustlessWork: TrustlessWork) => chain.engine({ trustlessWork }).finish(key, intent, null, context())
  return { order, contractId, shares, key, finish }
}

describe('dust in an escrow whose contract cannot divide it', () => {
  it('stops the resolution unsent and says how much more of it cures that, and the retry then goes through', async () => {
    const { order, contractId, shares, key, finish } = await disputedOrder()
    await stranger.send(contractId, 7n)
    await expect(finish(earlierRevision())).rejects.toMatchObject({
      verdict: 'ask_human',
      message: expect.stringMatching(/holds 0\.0000007 USDC more .* Send 0\.0009993 USDC .*Error\(Contract, #10\)/),
    })
    expect(chain.store.attemptsOf(key)).toEqual([])

    await stranger.send(contractId, 9_993n)
    const { distributions } = await finish(earlierRevision())
    const { platform } = order.terms.roles
    expect(new Set(distributions)).toEqual(new Set([...shares, share(platform, '10000')]))
    expect(await held(contractId)).toBe(0n)
  })

  it('is paid out at once by a contract that can', async () => {
    const { order, contractId, shares, finish } = await disputedOrder()
    await stranger.send(contractId, 7n)
    const { distributions } = await finish(chain.trustlessWork)
    expect(new Set(distributions)).toEqual(new Set([...shares, share(order.terms.roles.platform, '7')]))
    expect(await held(contractId)).toBe(0n)
  })

  it('is not blamed for a refusal where it divides', async () => {
    const { contractId, finish } = await disputedOrder()
    await stranger.send(contractId, 10_000n)
    const refusing: TrustlessWork = {
      build: () => Promise.reject(new TrustlessWorkError('resolve', 'refused', 'Only the dispute resolver can')),
    }
    await expect(finish(refusing)).rejects.toMatchObject({
      verdict: 'refused',
      message: expect.stringMatching(/^Trustless Work did not build .*: Only the dispute resolver can$/),
    })
  })
})
