import { FeeBumpTransaction, TransactionBuilder } from '@stellar/stellar-sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { usdcBalance } from '../../chain/balances.ts'
import { faultyRpc } from './support/faultyRpc.ts'
import { deployedEscrow, deployIntent, fundIntent, newOrder } from './support/order.ts'
import { context, startChain, type TestChain } from './support/startChain.ts'

let chain: TestChain
beforeAll(async () => {
  chain = await startChain()
})
afterAll(() => chain.close())

describe('steps that share a source account', () => {
  it('take turns inside one process, so that no envelope is wasted', async () => {
    const engine = chain.engine()
    const order = await newOrder(chain)
    const keys = Array.from({ length: 8 }, (_, index) => `turn-${index}`)
    const results = await Promise.all(keys.map((key) => engine.finish(key, deployIntent(order), null, context())))
    expect(new Set(results.map((result) => result.contractId)).size).toBe(8)
    expect(keys.map((key) => chain.store.attemptsOf(key).length)).toEqual(keys.map(() => 1))
    const sources = new Set(keys.map((key) => chain.store.attemptsOf(key)[0]?.sourceAddress))
    expect(sources).toEqual(new Set(chain.signers.deployers.map((deployer) => deployer.publicKey())))
  })

  it('of two processes collide on the sequence number, and the loser is rebuilt only after that is proven', async () => {
    const treasury = chain.signers.platform.treasury.publicKey()
    await chain.faucet(treasury, '50.00')
    const order = await newOrder(chain)
    const payment = { kind: 'topUp', payments: [{ address: order.seller, amountStroops: '10000000' }] } as const
    const [one, other] = [chain.engine(), chain.engine()]
    const [first, second] = await Promise.all([
      one.prepare('collide-1', payment, null),
      other.prepare('collide-2', payment, null),
    ])
    expect(first.sequence).toBe(second.sequence)
    expect(first.hash).not.toBe(second.hash)
    await Promise.all([
      one.finish('collide-1', payment, null, context()),
      other.finish('collide-2', payment, null, context()),
    ])
    const attempts = ['collide-1', 'collide-2'].flatMap((key) =>
      chain.store.attemptsOf(key).map(({ status }) => status),
    )
    expect(attempts.sort()).toEqual(['APPLIED', 'APPLIED', 'FAILED'])
    expect(await usdcBalance(chain.rpc, chain.config, order.seller)).toBe(20_000_000n)
  })

  it('keep their turn from preparing to finishing', async () => {
    const engine = chain.engine()
    const order = await newOrder(chain)
    const prepared = await Promise.all(
      ['kept-1', 'kept-2'].map((key) => engine.prepare(key, deployIntent(order), null)),
    )
    const third = engine.finish('kept-3', deployIntent(order), null, context())
    for (const key of ['kept-1', 'kept-2']) await engine.finish(key, deployIntent(order), null, context())
    await third
    expect(new Set(prepared.map((attempt) => attempt.sourceAddress)).size).toBe(2)
    expect(['kept-1', 'kept-2', 'kept-3'].map((key) => chain.store.attemptsOf(key).length)).toEqual([1, 1, 1])
  })
})

describe('a step that one process prepared and another finished', () => {
  it('gives its account free in the first one, long before its lease ends', async () => {
    const order = await newOrder(chain)
    const signers = { ...chain.signers, deployers: chain.signers.deployers.slice(0, 1) }
    const [preparing, finishing] = [chain.engine({ signers }), chain.engine({ signers })]
    await preparing.prepare('moved', deployIntent(order), null)
    const next = preparing.prepare('after-moved', deployIntent(order), null)
    await finishing.finish('moved', deployIntent(order), null, context())
    const sequences = [chain.store.attemptsOf('moved')[0]?.sequence ?? '0', (await next).sequence].map(BigInt)
    expect((sequences[1] ?? 0n) - (sequences[0] ?? 0n)).toBe(1n)
  }, 20_000)
})

describe('a wallet transaction that somebody else wrapped and sent', () => {
  it('is found by its inner hash instead of being taken for dead', async () => {
    const order = await newOrder(chain)
    const contractId = await deployedEscrow(chain.engine(), order)
    const key = `wrapped-${contractId}`
    const prepared = await chain.engine().prepare(key, fundIntent(order, contractId), null)
    const ours = TransactionBuilder.fromXdr(prepared.envelopeXdr, chain.config.passphrase)
    if (!(ours instanceof FeeBumpTransaction)) throw new Error('A wallet transaction is a fee bump')
    const { sponsor } = chain.signers.platform
    const inner = ours.innerTransaction
    const theirs = TransactionBuilder.buildFeeBumpTransaction(sponsor, '5000', inner, chain.config.passphrase)
    theirs.sign(sponsor)
    expect((await chain.rpc.sendTransaction(theirs.toXdr())).status).toBe('PENDING')
    await expect.poll(() => usdcBalance(chain.rpc, chain.config, contractId)).toBe(800_000_000n)

    const result = await chain.engine().finish(key, fundIntent(order, contractId), null, context())
    expect(result.innerHash).toBe(prepared.innerHash)
    expect(chain.store.attemptsOf(key)).toMatchObject([{ attempt: 1, status: 'APPLIED' }])
  })
})

describe('a network that is busy', () => {
  it('gets the same bytes again, one ledger later', async () => {
    const order = await newOrder(chain)
    const sent: string[] = []
    const rpc = faultyRpc(chain.rpc, (real) => ({
      async sendTransaction(envelope) {
        sent.push(envelope)
        return sent.length < 3 ? { status: 'TRY_AGAIN_LATER', hash: '' } : real.sendTransaction(envelope)
      },
    }))
    await chain.engine({ rpc }).finish('busy', deployIntent(order), null, context())
    expect(sent).toHaveLength(3)
    expect(new Set(sent).size).toBe(1)
    expect(chain.store.attemptsOf('busy')).toHaveLength(1)
  })

  it('that loses a transaction it took in gets the same bytes again', async () => {
    const order = await newOrder(chain)
    const sent: string[] = []
    const rpc = faultyRpc(chain.rpc, (real) => ({
      async sendTransaction(envelope) {
        sent.push(envelope)
        return sent.length === 1 ? { status: 'PENDING', hash: '' } : real.sendTransaction(envelope)
      },
    }))
    await chain.engine({ rpc }).finish('lost', deployIntent(order), null, context())
    expect(sent).toHaveLength(2)
    expect(chain.store.attemptsOf('lost')).toHaveLength(1)
  })
})
