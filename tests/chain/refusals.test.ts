import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { usdcBalance } from '../../chain/balances.ts'
import type { ChainIntent } from '../../chain/intent.ts'
import { TrustlessWorkError } from '../../chain/trustlessWork/errors.ts'
import { deployedEscrow, deployIntent, fundedEscrow, fundIntent, newOrder, type TestOrder } from './support/order.ts'
import { context, startChain, type TestChain } from './support/startChain.ts'

let chain: TestChain
beforeAll(async () => {
  chain = await startChain()
})
afterAll(() => chain.close())

const finish = (key: string, intent: ChainIntent) => chain.engine().finish(key, intent, null, context())
const approve = (order: TestOrder, contractId: string): ChainIntent => ({
  kind: 'approveMilestone',
  contract: 'single',
  contractId,
  approver: order.buyer,
  milestoneIndex: 0,
})

describe('a step that the contract refuses', () => {
  it('because its goal is reached by another transaction is no success: somebody has to find that one', async () => {
    const order = await newOrder(chain)
    const contractId = await fundedEscrow(chain.engine(), order)
    await finish(`approve-${contractId}`, approve(order, contractId))
    await expect(finish(`approve-again-${contractId}`, approve(order, contractId))).rejects.toMatchObject({
      verdict: 'ask_human',
      message: expect.stringMatching(/is already approved, but not by a transaction of this step/),
    })
  })

  it('because it comes too early is refused with the vendor text', async () => {
    const order = await newOrder(chain)
    const contractId = await fundedEscrow(chain.engine(), order)
    const early = finish(`early-${contractId}`, { kind: 'release', contractId, releaseSigner: order.buyer })
    await expect(early).rejects.toMatchObject({
      verdict: 'refused',
      message: expect.stringMatching(/must be completed to release earnings/),
    })
    expect(chain.store.attemptsOf(`early-${contractId}`)).toEqual([])
  })

  it('because the wallet is short can be retried, and says by how much', async () => {
    const order = await newOrder(chain, { amountStroops: '1200000000' })
    const contractId = await deployedEscrow(chain.engine(), order)
    const key = `short-${contractId}`
    await expect(finish(key, fundIntent(order, contractId))).rejects.toMatchObject({
      verdict: 'retry',
      message: expect.stringMatching(/holds 1000000000 stroops of the 1200000000/),
    })
    await chain.faucet(order.buyer, '20.00')
    await finish(key, fundIntent(order, contractId))
    expect(await usdcBalance(chain.rpc, chain.config, contractId)).toBe(1_200_000_000n)
  })

  it('only when it is applied has failed on the ledger, and names the error of the contract', async () => {
    const order = await newOrder(chain)
    const contractId = await deployedEscrow(chain.engine(), order)
    const key = `late-${contractId}`
    await chain.engine().prepare(key, fundIntent(order, contractId), null)
    await finish(`status-${contractId}`, {
      kind: 'changeMilestoneStatus',
      contract: 'single',
      contractId,
      serviceProvider: order.seller,
      milestoneIndex: 0,
      newStatus: 'started',
      newEvidence: '',
    })
    await expect(finish(key, fundIntent(order, contractId))).rejects.toMatchObject({
      verdict: 'refused',
      message: expect.stringMatching(/failed: escrow contract error #33 \(EscrowPropertiesMismatch\)/),
    })
    expect(chain.store.attemptsOf(key)).toMatchObject([{ status: 'FAILED', failure: expect.stringMatching(/#33/) }])
    expect(await usdcBalance(chain.rpc, chain.config, order.buyer)).toBe(1_000_000_000n)
  })
})

describe("a vendor's transaction that is not what was asked for", () => {
  it('is never signed nor stored', async () => {
    const order = await newOrder(chain)
    const contractId = await deployedEscrow(chain.engine(), order)
    const key = `tampered-${contractId}`
    const other = { ...fundIntent(order, contractId), amountStroops: '900000000' }
    const trustlessWork = {
      build: (_intent: unknown, signer: string, signal?: AbortSignal) =>
        chain.trustlessWork.build(other, signer, signal),
    }
    const tampered = chain.engine({ trustlessWork }).finish(key, fundIntent(order, contractId), null, context())
    await expect(tampered).rejects.toMatchObject({
      verdict: 'ask_human',
      message: expect.stringMatching(/was not signed: the argument amount is not what was asked for/),
    })
    expect(chain.store.attemptsOf(key)).toEqual([])
    expect(await usdcBalance(chain.rpc, chain.config, contractId)).toBe(0n)
  })
})

describe('a vendor that does not answer usefully', () => {
  const failing = (error: TrustlessWorkError, times: number) => {
    let calls = 0
    return {
      trustlessWork: {
        build(...args: Parameters<TestChain['trustlessWork']['build']>): Promise<string> {
          calls += 1
          return calls <= times ? Promise.reject(error) : chain.trustlessWork.build(...args)
        },
      },
      calls: () => calls,
    }
  }

  it('because it lags behind the ledger is asked again', async () => {
    const order = await newOrder(chain)
    const vendor = failing(new TrustlessWorkError('deploy', 'not_visible_yet', 'Escrow not found'), 2)
    const engine = chain.engine({ trustlessWork: vendor.trustlessWork, limits: { firstBuildPauseMs: 5 } })
    await engine.finish('lagging', deployIntent(order), null, context())
    expect(vendor.calls()).toBe(3)
  })

  it.each([
    ['throttled', 'retry', 60_000],
    ['unavailable', 'retry', 2_000],
    ['no_access', 'ask_human', undefined],
  ] as const)('because it is %s is for the caller to retry or not', async (failure, verdict, retryAfterMs) => {
    const order = await newOrder(chain)
    const error = new TrustlessWorkError('deploy', failure, 'text', failure === 'throttled' ? 60_000 : undefined)
    const engine = chain.engine({ trustlessWork: failing(error, 1).trustlessWork })
    const key = `vendor-${failure}`
    await expect(engine.finish(key, deployIntent(order), null, context())).rejects.toMatchObject({
      verdict,
      retryAfterMs,
    })
    await engine.finish(key, deployIntent(order), null, context())
    expect(chain.store.attemptsOf(key)).toHaveLength(1)
  })
})
