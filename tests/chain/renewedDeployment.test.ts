import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readEscrow } from '../../chain/escrow/read.ts'
import { faultyRpc } from './support/faultyRpc.ts'
import { deployIntent, fundIntent, newOrder } from './support/order.ts'
import { context, startChain, type TestChain } from './support/startChain.ts'

let chain: TestChain
beforeAll(async () => {
  chain = await startChain()
})
afterAll(() => chain.close())

/** One deployer for two processes: what the second deploys first takes the sequence number of what the first prepared. */
function oneDeployer() {
  return { ...chain.signers, deployers: chain.signers.deployers.slice(0, 1) }
}

describe('a deployment whose envelope died after its contract id was told', () => {
  it('is renewed with the same contract id, without asking the vendor again', async () => {
    const [order, other] = [await newOrder(chain), await newOrder(chain)]
    const signers = oneDeployer()
    let builds = 0
    const trustlessWork: TestChain['trustlessWork'] = {
      build(...args) {
        builds += 1
        return chain.trustlessWork.build(...args)
      },
    }
    const engine = chain.engine({ signers, trustlessWork })
    const told = await engine.prepare('told', deployIntent(order), null)
    await chain.engine({ signers }).finish('overtaker', deployIntent(other), null, context())

    const result = await engine.finish('told', deployIntent(order), null, context())
    expect(result.contractId).toBe(told.contractId)
    expect(result.hash).not.toBe(told.hash)
    expect(chain.store.attemptsOf('told')).toMatchObject([
      { status: 'FAILED', ledger: null, failure: expect.stringMatching(/sequence number/) },
      { status: 'APPLIED', contractId: told.contractId },
    ])
    expect(builds).toBe(1)
    const contractId = result.contractId ?? ''
    expect(await readEscrow(chain.rpc, contractId)).toMatchObject({ engagementId: order.terms.engagementId })
    await engine.finish(`fund-${contractId}`, fundIntent(order, contractId), null, context())
  })

  it('is not renewed when the contract exists by then: somebody has to look whose it is', async () => {
    const [order, other] = [await newOrder(chain), await newOrder(chain)]
    const signers = oneDeployer()
    const engine = chain.engine({ signers })
    await engine.prepare('exists', deployIntent(order), null)
    await chain.engine({ signers }).finish('overtaker-2', deployIntent(other), null, context())
    const rpc = faultyRpc(chain.rpc, () => ({
      simulateTransaction: async () => ({ latestLedger: 1, error: 'HostError: Error(Storage, ExistingValue)' }),
    }))
    const renewing = chain.engine({ signers, rpc }).finish('exists', deployIntent(order), null, context())
    await expect(renewing).rejects.toMatchObject({
      verdict: 'ask_human',
      message: expect.stringMatching(/cannot be renewed: HostError: Error\(Storage, ExistingValue\)/),
    })
    expect(chain.store.attemptsOf('exists')).toHaveLength(1)
  })

  it('is not signed anew when the deployer is no longer configured', async () => {
    const [order, other] = [await newOrder(chain), await newOrder(chain)]
    const signers = oneDeployer()
    await chain.engine({ signers }).prepare('lost-key', deployIntent(order), null)
    await chain.engine({ signers }).finish('overtaker-3', deployIntent(other), null, context())
    const without = { ...chain.signers, deployers: chain.signers.deployers.slice(1) }
    const renewing = chain.engine({ signers: without }).finish('lost-key', deployIntent(order), null, context())
    await expect(renewing).rejects.toMatchObject({
      verdict: 'ask_human',
      message: expect.stringMatching(/put it back/),
    })
  })
})
