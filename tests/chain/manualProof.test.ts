import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readManualProof } from '../../chain/proof/readManualProof.ts'
import { disputeIntent, fundedEscrow, newOrder, resolveIntent } from './support/order.ts'
import { context, startChain, type TestChain } from './support/startChain.ts'

let chain: TestChain
beforeAll(async () => {
  chain = await startChain({ lineage: 'develop' })
})
afterAll(() => chain.close())

describe('what the network shows of a step that somebody did by hand', () => {
  it('proves deployment, funding and resolution, by outer and inner hash', async () => {
    const order = await newOrder(chain)
    const engine = chain.engine()
    const contractId = await fundedEscrow(engine, order)
    await engine.finish(`${contractId}:dispute`, disputeIntent(order, contractId), null, context())
    const shares = [
      { address: order.seller, amountStroops: '300000000' },
      { address: order.buyer, amountStroops: '500000000' },
    ]
    await engine.finish(`${contractId}:resolve`, resolveIntent(order, contractId, shares), null, context())

    const steps = [
      { key: `deploy-${order.buyer}`, functionName: 'tw_new_single_release_escrow', expected: [] },
      { key: `fund-${contractId}`, functionName: 'fund_escrow', expected: [] },
      { key: `${contractId}:dispute`, functionName: 'dispute_escrow', expected: [] },
      { key: `${contractId}:resolve`, functionName: 'resolve_dispute', expected: shares },
    ]
    for (const { key, functionName, expected } of steps) {
      const attempt = chain.store.attemptsOf(key).at(-1)
      if (attempt === undefined) throw new Error(`The step ${key} was never tried`)
      for (const hash of [attempt.hash, attempt.innerHash]) {
        const found = await readManualProof(chain.rpc, chain.config, { hash, contractId, functionName })
        expect(found.proof).toEqual({ transactionHash: attempt.hash, ledger: attempt.ledger })
        expect(new Set(found.distributions)).toEqual(new Set(expected))
      }
    }
  })

  it('is refused for a hash that the network never saw', async () => {
    const { contractId } = await chain
      .engine()
      .prepare('unsent', { kind: 'deploy', escrow: (await newOrder(chain)).terms }, null, context())
    const unsent = chain.store.attemptsOf('unsent')[0]
    if (unsent === undefined || contractId === null) throw new Error('The deployment was not prepared')
    const query = { hash: unsent.hash, contractId, functionName: 'tw_new_single_release_escrow' }
    await expect(readManualProof(chain.rpc, chain.config, query)).rejects.toMatchObject({
      verdict: 'refused',
      message: expect.stringContaining('wait until it is applied'),
    })
  })
})
