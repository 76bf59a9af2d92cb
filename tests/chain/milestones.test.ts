import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readAccounts } from '../../chain/accounts.ts'
import { usdcBalance } from '../../chain/balances.ts'
import { readEscrow } from '../../chain/escrow/read.ts'
import type { ChainIntent, Share } from '../../chain/intent.ts'
import {
  approveOne,
  deployMulti,
  disputeOne,
  fundedMulti,
  type MultiOrder,
  newMultiOrder,
  releaseOne,
  resolveOne,
} from './support/multiOrder.ts'
import { context, startChain, type TestChain } from './support/startChain.ts'
import { newStranger } from './support/stranger.ts'

let chain: TestChain
beforeAll(async () => {
  chain = await startChain()
})
afterAll(() => chain.close())

const held = (address: string): Promise<bigint> => usdcBalance(chain.rpc, chain.config, address)
const finish = (key: string, intent: ChainIntent) => chain.engine().finish(key, intent, null, context())

async function approvedMulti(order: MultiOrder, milestone: number): Promise<string> {
  const contractId = await fundedMulti(chain.engine(), order)
  await finish(`${contractId}:approve`, approveOne(order, contractId, milestone))
  return contractId
}

async function disputedMulti(order: MultiOrder, milestone: number): Promise<string> {
  const contractId = await fundedMulti(chain.engine(), order)
  await finish(`${contractId}:dispute`, disputeOne(order, contractId, milestone))
  return contractId
}

describe('an order with two milestones through the engine', () => {
  it('releases one, splits the other after a dispute, and no wallet ever holds XLM', async () => {
    const order = await newMultiOrder(chain)
    const { buyer, seller } = order
    const contractId = await fundedMulti(chain.engine(), order)
    expect(await held(contractId)).toBe(800_000_000n)
    await finish(`${contractId}:complete`, {
      kind: 'changeMilestoneStatus',
      contract: 'multi',
      contractId,
      serviceProvider: seller,
      milestoneIndex: 0,
      newStatus: 'completed',
      newEvidence: 'https://example.org/design',
    })
    await finish(`${contractId}:approve`, approveOne(order, contractId, 0))
    const release = await finish(`${contractId}:release`, releaseOne(order, contractId, 0))
    expect(release).toMatchObject({ contractId, distributions: [] })
    expect([await held(seller), await held(contractId)]).toEqual([498_500_000n, 300_000_000n])

    await finish(`${contractId}:dispute`, disputeOne(order, contractId, 1))
    const shares: readonly Share[] = [
      { address: seller, amountStroops: '200000000' },
      { address: buyer, amountStroops: '100000000' },
    ]
    const resolution = await finish(`${contractId}:resolve`, resolveOne(order, contractId, 1, shares))
    expect(new Set(resolution.distributions)).toEqual(new Set(shares))
    expect(await Promise.all([seller, buyer, contractId].map(held))).toEqual([697_900_000n, 299_700_000n, 0n])
    expect(await readEscrow(chain.rpc, contractId)).toMatchObject({
      kind: 'multi',
      engagementId: order.terms.engagementId,
      milestones: [
        { approved: true, released: true, disputed: false, resolved: false, status: 'completed', receiver: seller },
        { approved: false, released: false, disputed: false, resolved: true, amountStroops: 300_000_000n },
      ],
    })
    const { states } = await readAccounts(chain.rpc, chain.config, [buyer, seller])
    expect([...states.values()].map(({ xlmStroops }) => xlmStroops)).toEqual([0n, 0n])
  })

  it('pays the commission of the platform out of each milestone', async () => {
    const order = await newMultiOrder(chain, { platformFeeBps: 250 })
    const contractId = await approvedMulti(order, 1)
    const before = await held(order.terms.roles.platform)
    await finish(`${contractId}:release`, releaseOne(order, contractId, 1))
    expect((await held(order.terms.roles.platform)) - before).toBe(7_500_000n)
    expect(await held(order.seller)).toBe(291_600_000n)
  })

  it('is deployed again under the same contract id when its envelope died', async () => {
    const [order, other] = [await newMultiOrder(chain), await newMultiOrder(chain)]
    const signers = { ...chain.signers, deployers: chain.signers.deployers.slice(0, 1) }
    const engine = chain.engine({ signers })
    const told = await engine.prepare('told-multi', deployMulti(order), null)
    await chain.engine({ signers }).finish('overtaker-multi', deployMulti(other), null, context())
    const result = await engine.finish('told-multi', deployMulti(order), null, context())
    expect(result.contractId).toBe(told.contractId)
    expect(chain.store.attemptsOf('told-multi').map(({ status }) => status)).toEqual(['FAILED', 'APPLIED'])
    expect(await readEscrow(chain.rpc, result.contractId ?? '')).toMatchObject({ kind: 'multi' })
  })

  it('is resolved by its own amount, whatever a stranger sends to the contract', async () => {
    const order = await newMultiOrder(chain)
    const contractId = await disputedMulti(order, 1)
    const stranger = await newStranger(chain)
    await stranger.send(contractId, 7n)
    await finish(
      `${contractId}:resolve`,
      resolveOne(order, contractId, 1, [{ address: order.buyer, amountStroops: '300000000' }]),
    )
    expect(await held(contractId)).toBe(500_000_007n)
  })
})

describe('a step of a milestone that is refused', () => {
  const all = (order: MultiOrder): readonly Share[] => [{ address: order.buyer, amountStroops: '300000000' }]

  it.each<[string, (order: MultiOrder) => Promise<string>, (order: MultiOrder, id: string) => ChainIntent, RegExp]>([
    [
      'approved',
      (order) => approvedMulti(order, 1),
      (order, id) => approveOne(order, id, 1),
      /^Milestone 1 of the escrow C\w+ is already approved, but not by a transaction of this step/,
    ],
    [
      'disputed',
      (order) => disputedMulti(order, 1),
      (order, id) => disputeOne(order, id, 1),
      /^Milestone 1 of the escrow C\w+ is already disputed, but not by/,
    ],
    [
      'released',
      async (order) => {
        const contractId = await approvedMulti(order, 1)
        await finish(`${contractId}:release`, releaseOne(order, contractId, 1))
        return contractId
      },
      (order, id) => releaseOne(order, id, 1),
      /^Milestone 1 of the escrow C\w+ is already released, but not by/,
    ],
    [
      'resolved',
      async (order) => {
        const contractId = await disputedMulti(order, 1)
        await finish(`${contractId}:resolve`, resolveOne(order, contractId, 1, all(order)))
        return contractId
      },
      (order, id) => resolveOne(order, id, 1, all(order)),
      /^Milestone 1 of the escrow C\w+ is already resolved, but not by/,
    ],
  ])('because the milestone already is %s needs somebody to find who did that', async (_name, arrange, again, said) => {
    const order = await newMultiOrder(chain)
    const contractId = await arrange(order)
    const key = `${contractId}:again`
    await expect(finish(key, again(order, contractId))).rejects.toMatchObject({
      verdict: 'ask_human',
      message: expect.stringMatching(said),
    })
    expect(chain.store.attemptsOf(key)).toEqual([])
  })

  it('because another milestone was released says nothing of this one', async () => {
    const order = await newMultiOrder(chain)
    const contractId = await approvedMulti(order, 0)
    await finish(`${contractId}:release`, releaseOne(order, contractId, 0))
    await expect(finish(`${contractId}:early`, releaseOne(order, contractId, 1))).rejects.toMatchObject({
      verdict: 'refused',
    })
  })

  it('only when it is applied has failed on the ledger, and names the error of its own contract', async () => {
    const order = await newMultiOrder(chain)
    const contractId = await approvedMulti(order, 1)
    const key = `${contractId}:late`
    await chain.engine().prepare(key, releaseOne(order, contractId, 1), null)
    await finish(`${contractId}:dispute`, disputeOne(order, contractId, 1))
    await expect(finish(key, releaseOne(order, contractId, 1))).rejects.toMatchObject({ verdict: 'refused' })
    expect(chain.store.attemptsOf(key)).toMatchObject([
      { status: 'FAILED', failure: expect.stringMatching(/#32 \(MilestoneOpenedForDisputeResolution\)/) },
    ])
    expect(await held(order.seller)).toBe(0n)
  })

  it('because the shares are more than the milestone pays nobody', async () => {
    const order = await newMultiOrder(chain)
    const contractId = await disputedMulti(order, 1)
    const shares = [{ address: order.buyer, amountStroops: '300000001' }]
    await expect(finish(`${contractId}:resolve`, resolveOne(order, contractId, 1, shares))).rejects.toMatchObject({
      verdict: 'refused',
    })
    expect(await held(contractId)).toBe(800_000_000n)
  })

  it('because the vendor does not see the approval that the ledger shows is tried again', async () => {
    const order = await newMultiOrder(chain)
    const contractId = await fundedMulti(chain.engine(), order)
    let builds = 0
    const trustlessWork: TestChain['trustlessWork'] = {
      async build(call, signer, signal) {
        builds += 1
        const answer = chain.trustlessWork.build(call, signer, signal)
        await answer.catch(() => undefined)
        if (builds === 1) await finish(`${contractId}:approve`, approveOne(order, contractId, 1))
        return await answer
      },
    }
    const key = `${contractId}:release`
    const engine = chain.engine({ trustlessWork })
    await expect(engine.finish(key, releaseOne(order, contractId, 1), null, context())).rejects.toMatchObject({
      verdict: 'retry',
      message: expect.stringMatching(/ledger shows the approval/),
    })
    await engine.finish(key, releaseOne(order, contractId, 1), null, context())
    expect(await held(order.seller)).toBe(299_100_000n)
  })
})
