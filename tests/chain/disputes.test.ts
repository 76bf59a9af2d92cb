import { Transaction, TransactionBuilder } from '@stellar/stellar-sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { usdcBalance } from '../../chain/balances.ts'
import { readEscrow } from '../../chain/escrow/read.ts'
import type { Share } from '../../chain/intent.ts'
import type { StepResult } from '../../chain/step/engine.ts'
import {
  disputedEscrow,
  disputeIntent,
  fundedEscrow,
  newOrder,
  resolveIntent,
  type TestOrder,
} from './support/order.ts'
import { context, startChain, type TestChain } from './support/startChain.ts'

let chain: TestChain
beforeAll(async () => {
  chain = await startChain()
})
afterAll(() => chain.close())

const held = (address: string): Promise<bigint> => usdcBalance(chain.rpc, chain.config, address)
const share = (address: string, amountStroops: string): Share => ({ address, amountStroops })

/** What everybody with a part in a resolution holds, in one order: buyer, seller, platform, protocol, contract. */
async function balances(order: TestOrder, contractId: string): Promise<bigint[]> {
  const { platform } = order.terms.roles
  const addresses = [order.buyer, order.seller, platform, chain.config.protocolFeeAddress, contractId]
  return await Promise.all(addresses.map(held))
}

/** Resolves and tells what each of them received by it. */
async function received(order: TestOrder, contractId: string, shares: readonly Share[]) {
  const before = await balances(order, contractId)
  const intent = resolveIntent(order, contractId, shares)
  const result: StepResult = await chain.engine().finish(`${contractId}:resolve`, intent, null, context())
  const after = await balances(order, contractId)
  const [buyer, seller, platform, protocol, contract] = after.map((amount, index) => amount - (before[index] ?? 0n))
  return { result, moved: { buyer, seller, platform, protocol, contract } }
}

describe('a dispute through the engine', () => {
  it('that ends with all of it given back pays the buyer 49.85 of 50.00 and the protocol 0.15', async () => {
    const order = await newOrder(chain, { amountStroops: '500000000' })
    const contractId = await fundedEscrow(chain.engine(), order)
    const dispute = await chain
      .engine()
      .finish(`${contractId}:dispute`, disputeIntent(order, contractId), null, context())
    expect(dispute).toMatchObject({ contractId, distributions: [] })
    expect(await readEscrow(chain.rpc, contractId)).toMatchObject({ disputed: true, resolved: false })

    const shares = [share(order.buyer, '500000000')]
    const { result, moved } = await received(order, contractId, shares)
    expect(result).toMatchObject({ contractId, distributions: shares })
    expect(moved).toEqual({
      buyer: 498_500_000n,
      seller: 0n,
      platform: 0n,
      protocol: 1_500_000n,
      contract: -500_000_000n,
    })
    expect(await readEscrow(chain.rpc, contractId)).toMatchObject({ disputed: false, resolved: true })
  })

  it('that ends with a split in odd amounts pays both to the stroop, the fees taken out of each share', async () => {
    const order = await newOrder(chain, { platformFeeBps: 250 })
    const contractId = await disputedEscrow(chain.engine(), order)
    const shares = [share(order.seller, '333333333'), share(order.buyer, '466666667')]
    const { result, moved } = await received(order, contractId, shares)
    expect(new Set(result.distributions)).toEqual(new Set(shares))
    expect(moved).toEqual({
      buyer: 453_600_001n,
      seller: 324_000_001n,
      platform: 19_999_999n,
      protocol: 2_399_999n,
      contract: -800_000_000n,
    })
  })

  it('that the seller opened is signed by the seller, and can end with all of it paid to the seller', async () => {
    const order = await newOrder(chain)
    const contractId = await fundedEscrow(chain.engine(), order)
    const key = `${contractId}:dispute`
    await chain.engine().finish(key, disputeIntent(order, contractId, order.seller), null, context())
    expect(chain.store.attemptsOf(key)).toMatchObject([{ sourceAddress: order.seller, status: 'APPLIED' }])
    const { moved } = await received(order, contractId, [share(order.seller, '800000000')])
    expect(moved).toMatchObject({ buyer: 0n, seller: 797_600_000n, protocol: 2_400_000n })
  })

  it("is resolved from the resolver's own account, which pays for it", async () => {
    const order = await newOrder(chain)
    const contractId = await disputedEscrow(chain.engine(), order)
    const intent = resolveIntent(order, contractId, [share(order.buyer, '800000000')])
    const attempt = await chain.engine().prepare(`${contractId}:resolve`, intent, null)
    const envelope = TransactionBuilder.fromXdr(attempt.envelopeXdr, chain.config.passphrase)
    expect(envelope).toBeInstanceOf(Transaction)
    expect(attempt).toMatchObject({
      sourceAddress: chain.signers.platform.resolver.publicKey(),
      contractId,
      kind: 'resolve',
    })
    await chain.engine().finish(`${contractId}:resolve`, intent, null, context())
  })

  it('of several orders is resolved one after the other, because one account signs for all', async () => {
    const engine = chain.engine()
    const orders = await Promise.all([1, 2, 3].map(() => newOrder(chain)))
    const resolving = orders.map(async (order) => {
      const contractId = await disputedEscrow(engine, order)
      const intent = resolveIntent(order, contractId, [share(order.buyer, '800000000')])
      await engine.finish(`${contractId}:resolve`, intent, null, context())
      return chain.store.attemptsOf(`${contractId}:resolve`).length
    })
    expect(await Promise.all(resolving)).toEqual([1, 1, 1])
  })
})
