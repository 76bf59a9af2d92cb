import { Address, StrKey, scValToBigInt } from '@stellar/stellar-sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { usdcBalance } from '../../chain/balances.ts'
import { readEscrow } from '../../chain/escrow/read.ts'
import type { ChainIntent, Share } from '../../chain/intent.ts'
import { transactionIn } from '../../chain/step/envelopes.ts'
import type { TrustlessWork } from '../../chain/trustlessWork/client.ts'
import { codeHashes } from '../../sandbox/trustlessWork/lineage.ts'
import {
  approveOne,
  deployMulti,
  disputeOne,
  fundedMulti,
  newMultiOrder,
  releaseOne,
  resolveOne,
} from './support/multiOrder.ts'
import {
  deployIntent,
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
  chain = await startChain({ lineage: 'develop' })
})
afterAll(() => chain.close())

const held = (address: string): Promise<bigint> => usdcBalance(chain.rpc, chain.config, address)
const share = (address: string, amountStroops: string): Share => ({ address, amountStroops })
const finish = (key: string, intent: ChainIntent) => chain.engine().finish(key, intent, null, context())

function approve({ buyer }: TestOrder, contractId: string): ChainIntent {
  return { kind: 'approveMilestone', contract: 'single', contractId, approver: buyer, milestoneIndex: 0 }
}

function complete(contract: 'single' | 'multi', contractId: string, seller: string): ChainIntent {
  const update = { milestoneIndex: 0, newStatus: 'completed', newEvidence: 'https://example.org/work' }
  return { kind: 'changeMilestoneStatus', contract, contractId, serviceProvider: seller, ...update }
}

/** The arguments of the call that a step sent, in words. */
function argumentsSent(stepKey: string): string[] {
  const attempts = chain.store.attemptsOf(stepKey)
  const body = transactionIn(attempts.at(-1)?.envelopeXdr ?? '').operations[0]?.body
  const called = body?.type === 'invokeHostFunction' ? body.invokeHostFunctionOp.hostFunction : undefined
  if (called?.type !== 'hostFunctionTypeInvokeContract') throw new Error(`Step ${stepKey} called no contract`)
  return called.invokeContract.args.map((value) => {
    if (value.type === 'scvAddress') return Address.fromScVal(value).toString()
    return value.type === 'scvU32' ? String(scValToBigInt(value)) : value.type
  })
}

/** What a step changes in the balances of these addresses. */
async function moved(addresses: readonly string[], act: () => Promise<unknown>): Promise<bigint[]> {
  const before = await Promise.all(addresses.map(held))
  await act()
  const after = await Promise.all(addresses.map(held))
  return after.map((amount, index) => amount - (before[index] ?? 0n))
}

describe('a single-release order on contracts that are told the fee address', () => {
  it('is deployed with their code, funded and released, and the fee goes where the configuration says', async () => {
    const { config } = chain
    expect(config).toMatchObject(codeHashes('develop'))
    const order = await newOrder(chain, { platformFeeBps: 250 })
    const contractId = await fundedEscrow(chain.engine(), order)
    await finish(`${contractId}:delivered`, complete('single', contractId, order.seller))
    await finish(`${contractId}:approve`, approve(order, contractId))
    const parties = [order.seller, order.terms.roles.platform, config.protocolFeeAddress, contractId]
    const release: ChainIntent = { kind: 'release', contractId, releaseSigner: order.buyer }
    const amounts = await moved(parties, () => finish(`${contractId}:release`, release))
    expect(amounts).toEqual([777_600_000n, 20_000_000n, 2_400_000n, -800_000_000n])
    expect(argumentsSent(`${contractId}:release`)).toEqual([order.buyer, config.protocolFeeAddress])
    expect(await readEscrow(chain.rpc, contractId)).toMatchObject({
      released: true,
      platformFeeBps: 250,
      milestones: [{ approved: true, status: 'completed' }],
    })
  })

  it('is disputed and split to the stroop', async () => {
    const order = await newOrder(chain)
    const contractId = await fundedEscrow(chain.engine(), order)
    await finish(`${contractId}:dispute`, disputeIntent(order, contractId, order.seller))
    const shares = [share(order.seller, '300000000'), share(order.buyer, '500000000')]
    const parties = [order.seller, order.buyer, chain.config.protocolFeeAddress, contractId]
    const resolve = resolveIntent(order, contractId, shares)
    const amounts = await moved(parties, async () => {
      const { distributions } = await finish(`${contractId}:resolve`, resolve)
      expect(new Set(distributions)).toEqual(new Set(shares))
    })
    expect(amounts).toEqual([299_100_000n, 498_500_000n, 2_400_000n, -800_000_000n])
    expect(argumentsSent(`${contractId}:resolve`)).toEqual([
      order.terms.roles.disputeResolver,
      chain.config.protocolFeeAddress,
      'scvMap',
    ])
    expect(await readEscrow(chain.rpc, contractId)).toMatchObject({ disputed: false, resolved: true })
  })
})

describe('an order with milestones on contracts that are told the fee address', () => {
  it('is released in one part and split in the other', async () => {
    const { protocolFeeAddress } = chain.config
    const order = await newMultiOrder(chain)
    const { buyer, seller } = order
    const contractId = await fundedMulti(chain.engine(), order)
    const parties = [seller, buyer, protocolFeeAddress, contractId]

    await finish(`${contractId}:complete`, complete('multi', contractId, seller))
    await finish(`${contractId}:approve`, approveOne(order, contractId, 0))
    const released = await moved(parties, () => finish(`${contractId}:release`, releaseOne(order, contractId, 0)))
    expect(released).toEqual([498_500_000n, 0n, 1_500_000n, -500_000_000n])
    expect(argumentsSent(`${contractId}:release`)).toEqual([buyer, protocolFeeAddress, '0'])

    await finish(`${contractId}:dispute`, disputeOne(order, contractId, 1))
    const shares = [share(seller, '200000000'), share(buyer, '100000000')]
    const resolve = resolveOne(order, contractId, 1, shares)
    const resolved = await moved(parties, async () => {
      const { distributions } = await finish(`${contractId}:resolve`, resolve)
      expect(new Set(distributions)).toEqual(new Set(shares))
    })
    expect(resolved).toEqual([199_400_000n, 99_700_000n, 900_000n, -300_000_000n])
    const { disputeResolver } = order.terms.roles
    expect(argumentsSent(`${contractId}:resolve`)).toEqual([disputeResolver, '1', protocolFeeAddress, 'scvMap'])
    expect(await readEscrow(chain.rpc, contractId)).toMatchObject({
      kind: 'multi',
      milestones: [
        { approved: true, released: true, status: 'completed' },
        { disputed: false, resolved: true },
      ],
    })
  })
})

describe('a transaction that names another fee address', () => {
  /** Builds as the vendor does, then puts one account in the place of another, also in authorisation and footprint. */
  const feesTo = (thief: string): TrustlessWork => ({
    async build(call, signer, signal) {
      const built = Buffer.from(await chain.trustlessWork.build(call, signer, signal), 'base64').toString('hex')
      const [from, to] = [chain.config.protocolFeeAddress, thief].map((address) =>
        Buffer.from(StrKey.decodeEd25519PublicKey(address)).toString('hex'),
      )
      expect(built).toContain(from)
      return Buffer.from(built.replaceAll(from ?? '', to ?? ''), 'hex').toString('base64')
    },
  })

  const payingSteps: [string, () => Promise<ChainIntent & { contractId: string }>][] = [
    [
      'release',
      async () => {
        const order = await newOrder(chain)
        const contractId = await fundedEscrow(chain.engine(), order)
        await finish(`${contractId}:approve`, approve(order, contractId))
        return { kind: 'release', contractId, releaseSigner: order.buyer }
      },
    ],
    [
      'resolution',
      async () => {
        const order = await newOrder(chain)
        const contractId = await disputedEscrow(chain.engine(), order)
        return resolveIntent(order, contractId, [share(order.buyer, '800000000')])
      },
    ],
    [
      'release of a milestone',
      async () => {
        const order = await newMultiOrder(chain)
        const contractId = await fundedMulti(chain.engine(), order)
        await finish(`${contractId}:approve`, approveOne(order, contractId, 0))
        return releaseOne(order, contractId, 0)
      },
    ],
    [
      'resolution of a milestone',
      async () => {
        const order = await newMultiOrder(chain)
        const contractId = await fundedMulti(chain.engine(), order)
        await finish(`${contractId}:dispute`, disputeOne(order, contractId, 0))
        return resolveOne(order, contractId, 0, [share(order.buyer, '500000000')])
      },
    ],
  ]

  it.each(payingSteps)('is not signed for a %s, which then goes through as it should be', async (_name, prepare) => {
    const intent = await prepare()
    const key = `${intent.contractId}:paid`
    const thief = await newOrder(chain)
    const robbed = chain.engine({ trustlessWork: feesTo(thief.seller) }).finish(key, intent, null, context())
    await expect(robbed).rejects.toMatchObject({
      verdict: 'ask_human',
      message: expect.stringMatching(/not signed: the argument trustless_work_address is not what was asked for/),
    })
    expect(chain.store.attemptsOf(key)).toEqual([])
    await finish(key, intent)
    expect(await held(thief.seller)).toBe(0n)
  })
})

describe('the code of the other lineage', () => {
  it.each<[string, () => Promise<ChainIntent>]>([
    ['single', async () => deployIntent(await newOrder(chain))],
    ['multi', async () => deployMulti(await newMultiOrder(chain))],
  ])('pinned in the configuration stops a %s-release deployment', async (kind, prepare) => {
    const intent = await prepare()
    const key = `pinned-${kind}`
    const config = { ...chain.config, ...codeHashes('main') }
    await expect(chain.engine({ config }).finish(key, intent, null, context())).rejects.toMatchObject({
      verdict: 'ask_human',
      message: expect.stringMatching(/not signed: the argument wasm_hash is not what was asked for/),
    })
    expect(chain.store.attemptsOf(key)).toEqual([])
    await finish(key, intent)
    expect(chain.store.attemptsOf(key)).toMatchObject([{ status: 'APPLIED' }])
  })
})
