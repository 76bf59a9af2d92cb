import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { usdcBalance } from '../../chain/balances.ts'
import type { Share } from '../../chain/intent.ts'
import type { TrustlessWork } from '../../chain/trustlessWork/client.ts'
import { disputedEscrow, newOrder, resolveIntent, type TestOrder } from './support/order.ts'
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
const treasury = (): string => chain.signers.platform.treasury.publicKey()

/** An order of 50.00 in dispute, and all of it to be given back. */
async function disputedOrder() {
  const order: TestOrder = await newOrder(chain, { amountStroops: '500000000' })
  const contractId = await disputedEscrow(chain.engine(), order)
  const intent = resolveIntent(order, contractId, [share(order.buyer, '500000000')])
  return { order, contractId, intent, key: `${contractId}:resolve`, buyerBefore: await held(order.buyer) }
}

describe('USDC that a stranger sends to an escrow', () => {
  it.each([
    // Net of the contract's 0.30 %, which it reckons on the total and takes out of each share, rounded down.
    { dust: 7n, buyer: 498_500_001n, platform: 7n },
    { dust: 12_300_000n, buyer: 498_500_000n, platform: 12_263_100n },
  ])('before the resolution is built, $dust stroops, goes to the platform net of fees', async (expected) => {
    const { order, contractId, intent, key, buyerBefore } = await disputedOrder()
    await stranger.send(contractId, expected.dust)
    const treasuryBefore = await held(treasury())
    const { distributions } = await chain.engine().finish(key, intent, null, context())
    expect(new Set(distributions)).toEqual(
      new Set([share(order.buyer, '500000000'), share(treasury(), expected.dust.toString())]),
    )
    expect((await held(order.buyer)) - buyerBefore).toBe(expected.buyer)
    expect((await held(treasury())) - treasuryBefore).toBe(expected.platform)
    expect(await held(contractId)).toBe(0n)
    expect(chain.store.attemptsOf(key)).toHaveLength(1)
  })

  it('goes to a receiver who has a share already together with that share', async () => {
    const { order, contractId, intent, key, buyerBefore } = await disputedOrder()
    await stranger.send(contractId, 12_300_000n)
    const toBuyer = { ...intent, remainderTo: order.buyer }
    const { distributions } = await chain.engine().finish(key, toBuyer, null, context())
    expect(distributions).toEqual([share(order.buyer, '512300000')])
    expect((await held(order.buyer)) - buyerBefore).toBe(510_763_100n)
  })

  it('between building and applying makes the contract refuse, and the resolution is built anew once', async () => {
    const { order, contractId, intent, key, buyerBefore } = await disputedOrder()
    const outdated = await chain.engine().prepare(key, intent, null)
    await stranger.send(contractId, 12_300_000n)
    const { hash, distributions } = await chain.engine().finish(key, intent, null, context())
    expect(chain.store.attemptsOf(key)).toMatchObject([
      { hash: outdated.hash, status: 'FAILED', failure: expect.stringMatching(/#39 \(DistributionsMustEqual/) },
      { hash, status: 'APPLIED' },
    ])
    expect(new Set(distributions)).toEqual(new Set([share(order.buyer, '500000000'), share(treasury(), '12300000')]))
    expect((await held(order.buyer)) - buyerBefore).toBe(498_500_000n)
    expect(await held(contractId)).toBe(0n)
  })

  it('between our look at the balance and the build is noticed by the vendor, and nothing outdated is signed', async () => {
    const { contractId, intent, key } = await disputedOrder()
    let builds = 0
    const trustlessWork: TrustlessWork = {
      async build(call, signer, signal) {
        builds += 1
        if (builds === 1) await stranger.send(contractId, 9n)
        return await chain.trustlessWork.build(call, signer, signal)
      },
    }
    const engine = chain.engine({ trustlessWork, limits: { firstBuildPauseMs: 5 } })
    const { distributions } = await engine.finish(key, intent, null, context())
    expect(builds).toBe(2)
    expect(distributions).toContainEqual(share(treasury(), '9'))
    expect(chain.store.attemptsOf(key)).toHaveLength(1)
  })

  it('before every build ends the call after so many builds, to be retried', async () => {
    const { contractId, intent, key } = await disputedOrder()
    const trustlessWork: TrustlessWork = {
      async build(call, signer, signal) {
        await stranger.send(contractId, 1n)
        return await chain.trustlessWork.build(call, signer, signal)
      },
    }
    const limits = { firstBuildPauseMs: 5, maxBuilds: 3 }
    await expect(chain.engine({ trustlessWork, limits }).finish(key, intent, null, context())).rejects.toMatchObject({
      verdict: 'retry',
      message: expect.stringMatching(/^3 builds of the resolve step .* sum of distributions must equal/),
    })
    const { distributions } = await chain.engine().finish(key, intent, null, context())
    expect(distributions).toContainEqual(share(treasury(), '3'))
  })
})
