import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { usdcBalance } from '../../chain/balances.ts'
import type { StepStore } from '../../chain/step/store.ts'
import { faultyRpc } from './support/faultyRpc.ts'
import { deployedEscrow, deployIntent, fundIntent, newOrder } from './support/order.ts'
import { context, startChain, type TestChain } from './support/startChain.ts'

let chain: TestChain
beforeAll(async () => {
  chain = await startChain()
})
afterAll(() => chain.close())

const held = (address: string): Promise<bigint> => usdcBalance(chain.rpc, chain.config, address)

/** The process dies at this point: nothing after it runs. */
class Crash extends Error {}

describe('a process that dies', () => {
  it('between preparing and sending leaves an envelope that the next one sends, once', async () => {
    const order = await newOrder(chain)
    const contractId = await deployedEscrow(chain.engine(), order)
    const key = `fund-${contractId}`
    const prepared = await chain.engine().prepare(key, fundIntent(order, contractId), null)
    expect(await held(contractId)).toBe(0n)
    const result = await chain.engine().finish(key, fundIntent(order, contractId), null, context())
    expect(result.hash).toBe(prepared.hash)
    expect(chain.store.attemptsOf(key)).toMatchObject([{ attempt: 1, status: 'APPLIED', ledger: result.ledger }])
    expect(await held(contractId)).toBe(800_000_000n)
  })

  it('between applying and settling leaves a transaction that the next one finds, with one effect', async () => {
    const order = await newOrder(chain)
    const contractId = await deployedEscrow(chain.engine(), order)
    const key = `fund-${contractId}`
    const dying: StepStore = { ...chain.store, settle: () => Promise.reject(new Crash('died before settling')) }
    const dead = chain.engine({ store: dying }).finish(key, fundIntent(order, contractId), null, context())
    await expect(dead).rejects.toBeInstanceOf(Crash)
    expect(await held(contractId)).toBe(800_000_000n)
    expect(chain.store.attemptsOf(key)).toMatchObject([{ status: 'PREPARED' }])

    const result = await chain.engine().finish(key, fundIntent(order, contractId), null, context())
    expect(chain.store.attemptsOf(key)).toMatchObject([{ attempt: 1, status: 'APPLIED', hash: result.hash }])
    expect(await held(contractId)).toBe(800_000_000n)
  })

  it('between sending and its answer leaves the same: the answer is lost, the effect is not repeated', async () => {
    const order = await newOrder(chain)
    const contractId = await deployedEscrow(chain.engine(), order)
    const key = `fund-${contractId}`
    const rpc = faultyRpc(chain.rpc, (real) => ({
      async sendTransaction(envelope) {
        await real.sendTransaction(envelope)
        throw new Crash('died while waiting for the answer')
      },
    }))
    const dead = chain.engine({ rpc }).finish(key, fundIntent(order, contractId), null, context())
    await expect(dead).rejects.toBeInstanceOf(Crash)
    await chain.engine().finish(key, fundIntent(order, contractId), null, context())
    expect(chain.store.attemptsOf(key)).toHaveLength(1)
    expect(await held(contractId)).toBe(800_000_000n)
  })

  it('after settling changes nothing: the step answers from what is stored, without the network', async () => {
    const order = await newOrder(chain)
    const key = `deploy-${order.buyer}`
    const first = await chain.engine().finish(key, deployIntent(order), null, context())
    const offline = faultyRpc(chain.rpc, () => ({
      sendTransaction: () => Promise.reject(new Crash('no network')),
      getTransaction: () => Promise.reject(new Crash('no network')),
    }))
    expect(await chain.engine({ rpc: offline }).finish(key, deployIntent(order), null, context())).toEqual(first)
  })
})

describe('two processes with the same step', () => {
  it('carry it out once, and both learn its transaction', async () => {
    const order = await newOrder(chain)
    const contractId = await deployedEscrow(chain.engine(), order)
    const key = `fund-${contractId}`
    const results = await Promise.all(
      Array.from({ length: 4 }, () => chain.engine().finish(key, fundIntent(order, contractId), null, context())),
    )
    expect(new Set(results.map((result) => result.hash)).size).toBe(1)
    expect(chain.store.attemptsOf(key)).toHaveLength(1)
    expect(await held(contractId)).toBe(800_000_000n)
  })
})
