import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { usdcBalance } from '../../chain/balances.ts'
import type { ChainIntent, Share } from '../../chain/intent.ts'
import type { StepStore } from '../../chain/step/store.ts'
import { TrustlessWorkError } from '../../chain/trustlessWork/errors.ts'
import { faultyRpc } from './support/faultyRpc.ts'
import {
  deployedEscrow,
  disputedEscrow,
  disputeIntent,
  fundedEscrow,
  newOrder,
  resolveIntent,
} from './support/order.ts'
import { context, startChain, type TestChain } from './support/startChain.ts'
import { newStranger } from './support/stranger.ts'

let chain: TestChain
beforeAll(async () => {
  chain = await startChain()
})
afterAll(() => chain.close())

const held = (address: string): Promise<bigint> => usdcBalance(chain.rpc, chain.config, address)
const finish = (key: string, intent: ChainIntent) => chain.engine().finish(key, intent, null, context())
const toBuyer = (buyer: string, amountStroops = '800000000'): readonly Share[] => [{ address: buyer, amountStroops }]

/** The process dies at this point: nothing after it runs. */
class Crash extends Error {}

describe('a dispute step', () => {
  it('that another transaction forestalled is no success: somebody has to find that one', async () => {
    const order = await newOrder(chain)
    const contractId = await disputedEscrow(chain.engine(), order)
    const again = finish(`${contractId}:dispute-again`, disputeIntent(order, contractId, order.seller))
    await expect(again).rejects.toMatchObject({
      verdict: 'ask_human',
      message: expect.stringMatching(/is already disputed, but not by a transaction of this step.*already in dispute/),
    })
  })

  it('that is overtaken only when it is applied has failed on the ledger, and needs somebody too', async () => {
    const order = await newOrder(chain)
    const contractId = await fundedEscrow(chain.engine(), order)
    const key = `${contractId}:dispute-late`
    await chain.engine().prepare(key, disputeIntent(order, contractId), null)
    await finish(`${contractId}:dispute`, disputeIntent(order, contractId, order.seller))
    await expect(finish(key, disputeIntent(order, contractId))).rejects.toMatchObject({ verdict: 'ask_human' })
    expect(chain.store.attemptsOf(key)).toMatchObject([
      { status: 'FAILED', failure: expect.stringMatching(/#13 \(EscrowAlreadyInDispute\)/) },
    ])
  })

  it('that our own transaction carried out is found by the next process, with its proof', async () => {
    const order = await newOrder(chain)
    const contractId = await fundedEscrow(chain.engine(), order)
    const key = `${contractId}:dispute`
    const dying: StepStore = { ...chain.store, settle: () => Promise.reject(new Crash('died before settling')) }
    const dead = chain.engine({ store: dying }).finish(key, disputeIntent(order, contractId), null, context())
    await expect(dead).rejects.toBeInstanceOf(Crash)
    const { hash } = await finish(key, disputeIntent(order, contractId))
    expect(chain.store.attemptsOf(key)).toMatchObject([{ attempt: 1, status: 'APPLIED', hash }])
  })

  it('of the resolver himself is refused in the words of the contract', async () => {
    const order = await newOrder(chain)
    const contractId = await fundedEscrow(chain.engine(), order)
    const intent = disputeIntent(order, contractId, order.terms.roles.disputeResolver)
    await expect(finish(`${contractId}:dispute`, intent)).rejects.toMatchObject({
      verdict: 'refused',
      message: expect.stringMatching(/dispute resolver cannot dispute/),
    })
  })

  it('is asked for again while the vendor does not see the escrow', async () => {
    const order = await newOrder(chain)
    const contractId = await fundedEscrow(chain.engine(), order)
    let calls = 0
    const trustlessWork: TestChain['trustlessWork'] = {
      build(...args) {
        calls += 1
        if (calls > 2) return chain.trustlessWork.build(...args)
        return Promise.reject(new TrustlessWorkError('dispute', 'not_visible_yet', 'Escrow not found'))
      },
    }
    const engine = chain.engine({ trustlessWork, limits: { firstBuildPauseMs: 5 } })
    await engine.finish(`${contractId}:dispute`, disputeIntent(order, contractId), null, context())
    expect(calls).toBe(3)
  })
})

describe('a resolution', () => {
  it('of an escrow that another transaction resolved is no success: somebody has to find that one', async () => {
    const order = await newOrder(chain)
    const contractId = await disputedEscrow(chain.engine(), order)
    const intent = resolveIntent(order, contractId, toBuyer(order.buyer))
    await finish(`${contractId}:resolve`, intent)
    await expect(finish(`${contractId}:resolve-again`, intent)).rejects.toMatchObject({
      verdict: 'ask_human',
      message: expect.stringMatching(/is already resolved, but not by a transaction of this step/),
    })
    expect(chain.store.attemptsOf(`${contractId}:resolve-again`)).toEqual([])
  })

  it('that another decision overtook after it was signed pays nobody twice', async () => {
    const order = await newOrder(chain)
    const contractId = await disputedEscrow(chain.engine(), order)
    const key = `${contractId}:resolve-late`
    const toSeller = resolveIntent(order, contractId, [{ address: order.seller, amountStroops: '800000000' }])
    await chain.engine().prepare(key, toSeller, null)
    await finish(`${contractId}:resolve`, resolveIntent(order, contractId, toBuyer(order.buyer)))
    await expect(finish(key, toSeller)).rejects.toMatchObject({
      verdict: 'ask_human',
      message: expect.stringMatching(/is already resolved/),
    })
    expect(await Promise.all([order.buyer, order.seller].map(held))).toEqual([997_600_000n, 0n])
    expect(chain.store.attemptsOf(key)).toMatchObject([{ attempt: 1, status: 'FAILED' }])
  })

  it('of more than the escrow holds is refused before anything is asked for', async () => {
    const order = await newOrder(chain)
    const contractId = await disputedEscrow(chain.engine(), order)
    const intent = resolveIntent(order, contractId, toBuyer(order.buyer, '800000001'))
    await expect(finish(`${contractId}:resolve`, intent)).rejects.toMatchObject({
      verdict: 'refused',
      message: `The escrow ${contractId} holds 800000000 stroops, fewer than the 800000001 that are to be paid out of it.`,
    })
  })

  it.each([
    ['is not in dispute', fundedEscrow, /is not in dispute on the ledger/],
    ['was never funded nor disputed', deployedEscrow, /is not in dispute on the ledger/],
  ])('of an escrow that %s waits for that', async (_name, escrowOf, reason) => {
    const order = await newOrder(chain)
    const contractId = await escrowOf(chain.engine(), order)
    const intent = resolveIntent(order, contractId, toBuyer(order.buyer))
    const engine = chain.engine({ limits: { firstBuildPauseMs: 5, maxBuildPauseMs: 5 } })
    await expect(engine.finish(`${contractId}:resolve`, intent, null, context())).rejects.toMatchObject({
      verdict: 'retry',
      message: expect.stringMatching(reason),
    })
  })

  it('is asked for again when the own server shows the dispute a moment later', async () => {
    const order = await newOrder(chain)
    const contractId = await fundedEscrow(chain.engine(), order)
    let reads = 0
    const rpc = faultyRpc(chain.rpc, (real) => ({
      async getLedgerEntries(keys, signal) {
        reads += 1
        if (reads === 2) await finish(`${contractId}:dispute`, disputeIntent(order, contractId))
        return await real.getLedgerEntries(keys, signal)
      },
    }))
    const engine = chain.engine({ rpc, limits: { firstBuildPauseMs: 5 } })
    const intent = resolveIntent(order, contractId, toBuyer(order.buyer))
    const { distributions } = await engine.finish(`${contractId}:resolve`, intent, null, context())
    expect(reads).toBe(2)
    expect(distributions).toEqual(toBuyer(order.buyer))
  })

  it('with shares that the vendor changed is never signed', async () => {
    const order = await newOrder(chain)
    const contractId = await disputedEscrow(chain.engine(), order)
    const trustlessWork: TestChain['trustlessWork'] = {
      build: (call, signer, signal) =>
        chain.trustlessWork.build(
          call.kind === 'resolve'
            ? { ...call, distributions: [{ address: order.seller, amountStroops: '800000000' }] }
            : call,
          signer,
          signal,
        ),
    }
    const key = `${contractId}:resolve`
    const intent = resolveIntent(order, contractId, toBuyer(order.buyer))
    await expect(chain.engine({ trustlessWork }).finish(key, intent, null, context())).rejects.toMatchObject({
      verdict: 'ask_human',
      message: expect.stringMatching(/was not signed: the argument distributions is not what was asked for/),
    })
    expect(chain.store.attemptsOf(key)).toEqual([])
    expect(await held(contractId)).toBe(800_000_000n)
  })

  it('whose key is not configured asks for it to be put back', async () => {
    const order = await newOrder(chain)
    const contractId = await disputedEscrow(chain.engine(), order)
    const { platform } = chain.signers
    const signers = { ...chain.signers, platform: { ...platform, resolver: platform.sponsor } }
    const intent = resolveIntent(order, contractId, toBuyer(order.buyer))
    const resolving = chain.engine({ signers }).finish(`${contractId}:resolve`, intent, null, context())
    await expect(resolving).rejects.toMatchObject({
      verdict: 'ask_human',
      message: expect.stringMatching(/put it back/),
    })
  })

  it('cut off between applying and settling is found by the next process, with what it paid, and paid once', async () => {
    const order = await newOrder(chain)
    const contractId = await disputedEscrow(chain.engine(), order)
    const stranger = await newStranger(chain)
    await stranger.send(contractId, 5n)
    const key = `${contractId}:resolve`
    const intent = resolveIntent(order, contractId, toBuyer(order.buyer))
    const dying: StepStore = { ...chain.store, settle: () => Promise.reject(new Crash('died before settling')) }
    const dead = chain.engine({ store: dying }).finish(key, intent, null, context())
    await expect(dead).rejects.toBeInstanceOf(Crash)
    expect(await held(contractId)).toBe(0n)
    const paidOnce = await held(order.buyer)

    const paid = new Set([...toBuyer(order.buyer), { address: order.terms.roles.platform, amountStroops: '5' }])
    const result = await finish(key, intent)
    expect(new Set(result.distributions)).toEqual(paid)
    expect(chain.store.attemptsOf(key)).toMatchObject([{ attempt: 1, status: 'APPLIED', hash: result.hash }])
    expect(await held(order.buyer)).toBe(paidOnce)

    const offline = faultyRpc(chain.rpc, () => ({
      sendTransaction: () => Promise.reject(new Crash('no network')),
      getTransaction: () => Promise.reject(new Crash('no network')),
      getLedgerEntries: () => Promise.reject(new Crash('no network')),
    }))
    expect(await chain.engine({ rpc: offline }).finish(key, intent, null, context())).toEqual(result)
  })
})
