import { FeeBumpTransaction, TransactionBuilder } from '@stellar/stellar-sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readAccounts } from '../../chain/accounts.ts'
import { usdcBalance } from '../../chain/balances.ts'
import { readEscrow } from '../../chain/escrow/read.ts'
import type { ChainIntent } from '../../chain/intent.ts'
import { deployedEscrow, deployIntent, fundIntent, newOrder } from './support/order.ts'
import { context, startChain, type TestChain } from './support/startChain.ts'

let chain: TestChain
beforeAll(async () => {
  chain = await startChain()
})
afterAll(() => chain.close())

describe("an order's whole life through the engine", () => {
  it('pays the seller 79.76 of 80.00 while neither wallet ever holds XLM', async () => {
    const engine = chain.engine()
    const order = await newOrder(chain)
    const contractId = await deployedEscrow(engine, order)
    const steps: [string, ChainIntent][] = [
      ['fund', fundIntent(order, contractId)],
      [
        'status',
        {
          kind: 'changeMilestoneStatus',
          contract: 'single',
          contractId,
          serviceProvider: order.seller,
          milestoneIndex: 0,
          newStatus: 'completed',
          newEvidence: '',
        },
      ],
      [
        'approve',
        { kind: 'approveMilestone', contract: 'single', contractId, approver: order.buyer, milestoneIndex: 0 },
      ],
      ['release', { kind: 'release', contractId, releaseSigner: order.buyer }],
    ]
    for (const [name, intent] of steps) {
      const result = await engine.finish(`${name}-${contractId}`, intent, 'ord_1', context())
      expect(result).toMatchObject({ contractId, ledger: expect.any(Number) })
      expect(result.innerHash).not.toBe(result.hash)
    }

    expect(await usdcBalance(chain.rpc, chain.config, order.seller)).toBe(797_600_000n)
    expect(await usdcBalance(chain.rpc, chain.config, order.buyer)).toBe(200_000_000n)
    expect(await usdcBalance(chain.rpc, chain.config, contractId)).toBe(0n)
    expect(await readEscrow(chain.rpc, contractId)).toMatchObject({
      released: true,
      milestones: [{ approved: true, status: 'completed' }],
    })
    const { states } = await readAccounts(chain.rpc, chain.config, [order.buyer, order.seller])
    expect([...states.values()].map((state) => state.xlmStroops)).toEqual([0n, 0n])
  })

  it('knows the contract id before the deployment is sent', async () => {
    const engine = chain.engine()
    const order = await newOrder(chain)
    const intent = deployIntent(order)
    const prepared = await engine.prepare('deploy-early', intent, 'ord_2')
    expect(await readEscrow(chain.rpc, prepared.contractId ?? '')).toBeNull()
    const result = await engine.finish('deploy-early', intent, 'ord_2', context())
    expect(result.contractId).toBe(prepared.contractId)
    expect(await readEscrow(chain.rpc, prepared.contractId ?? '')).toMatchObject({
      engagementId: order.terms.engagementId,
    })
  })

  it("stores a wallet's step as a fee bump that the treasury pays", async () => {
    const engine = chain.engine()
    const order = await newOrder(chain)
    const contractId = await deployedEscrow(engine, order)
    const attempt = await engine.prepare(`fund-${contractId}`, fundIntent(order, contractId), null)
    const envelope = TransactionBuilder.fromXdr(attempt.envelopeXdr, chain.config.passphrase)
    expect(envelope).toBeInstanceOf(FeeBumpTransaction)
    if (!(envelope instanceof FeeBumpTransaction)) return
    expect(envelope.feeSource).toBe(chain.signers.platform.treasury.publicKey())
    expect(envelope.innerTransaction.source).toBe(order.buyer)
    expect(Buffer.from(envelope.hash()).toString('hex')).toBe(attempt.hash)
    expect(Buffer.from(envelope.innerTransaction.hash()).toString('hex')).toBe(attempt.innerHash)
  })
})
