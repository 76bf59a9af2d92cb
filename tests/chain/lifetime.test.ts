import { xdr } from '@stellar/stellar-sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { usdcBalance } from '../../chain/balances.ts'
import type { ChainIntent } from '../../chain/intent.ts'
import { readLifetime } from '../../chain/lifetime/read.ts'
import { faultyRpc } from './support/faultyRpc.ts'
import { approveOne, fundedMulti, newMultiOrder, releaseOne } from './support/multiOrder.ts'
import { fundedEscrow, newOrder } from './support/order.ts'
import { context, startChain, type TestChain } from './support/startChain.ts'

let chain: TestChain
beforeAll(async () => {
  chain = await startChain()
})
afterAll(() => chain.close())

const DAYS_120 = 2_073_599
const DAYS_180 = 3_110_399

const finish = (key: string, intent: ChainIntent) => chain.engine().finish(key, intent, null, context())
const extend = (contractId: string, key: string) => finish(key, { kind: 'extendLifetime', contractId })

/** Lets ledgers go by, as they do while nobody looks. */
async function passLedgers(count: number): Promise<void> {
  const response = await fetch(`${chain.url}/control/ledgers`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ count, seconds: 0 }),
  })
  expect(response.status).toBe(200)
}

/** How many ledgers each of the escrow's entries has left, counted from that ledger. */
async function livesFrom(ledger: number, contractId: string): Promise<number[]> {
  const { live } = await readLifetime(chain.rpc, chain.config, contractId)
  return [...live.values()].map((end) => end - ledger)
}

describe('extending the life of an escrow', () => {
  it('takes its entries and its money to the network maximum, paid by the sponsor', async () => {
    const order = await newOrder(chain)
    const contractId = await fundedEscrow(chain.engine(), order)
    const { ledger } = await extend(contractId, 'extend-1')
    expect(await livesFrom(ledger, contractId)).toEqual([DAYS_180, DAYS_180, DAYS_180])
    expect(chain.store.attemptsOf('extend-1')).toMatchObject([
      {
        kind: 'extendLifetime',
        status: 'APPLIED',
        contractId,
        sourceAddress: chain.signers.platform.sponsor.publicKey(),
      },
    ])
  })

  it('can be done again and again, each time under a key of its own', async () => {
    const order = await newOrder(chain)
    const contractId = await fundedEscrow(chain.engine(), order)
    for (const key of ['again-1', 'again-2']) {
      await passLedgers(10)
      const { ledger } = await extend(contractId, `${contractId}:${key}`)
      expect(await livesFrom(ledger, contractId)).toEqual([DAYS_180, DAYS_180, DAYS_180])
    }
  })

  it('that costs more than the cap is left to somebody who can raise it', async () => {
    const order = await newOrder(chain)
    const contractId = await fundedEscrow(chain.engine(), order)
    const config = { ...chain.config, feeCapStroops: 1_000n }
    const extending = chain.engine({ config }).finish('dear', { kind: 'extendLifetime', contractId }, null, context())
    await expect(extending).rejects.toMatchObject({
      verdict: 'ask_human',
      message: expect.stringMatching(/over the cap/),
    })
    expect(chain.store.attemptsOf('dear')).toEqual([])
  })

  it("never signs for another contract's entries, whatever the simulation says", async () => {
    const order = await newOrder(chain)
    const contractId = await fundedEscrow(chain.engine(), order)
    const other = await fundedEscrow(chain.engine(), await newOrder(chain))
    const rpc = faultyRpc(chain.rpc, (real) => ({
      async simulateTransaction(envelope, signal) {
        const answer = await real.simulateTransaction(envelope, signal)
        const data = xdr.SorobanTransactionData.fromXdr(answer.transactionData ?? '', 'base64')
        const { live } = await readLifetime(real, chain.config, other)
        const readOnly = [...live.keys()].map((key) => xdr.LedgerKey.fromXdr(key, 'base64'))
        const { instructions, diskReadBytes, writeBytes } = data.resources
        const footprint = new xdr.LedgerFootprint({ readOnly, readWrite: [] })
        const resources = new xdr.SorobanResources({ footprint, instructions, diskReadBytes, writeBytes })
        const changed = new xdr.SorobanTransactionData({ ext: data.ext, resources, resourceFee: data.resourceFee })
        return { ...answer, transactionData: changed.toXdr('base64') }
      },
    }))
    const extending = chain.engine({ rpc }).finish('lured', { kind: 'extendLifetime', contractId }, null, context())
    await expect(extending).rejects.toMatchObject({ verdict: 'retry', message: expect.stringMatching(/not asked for/) })
    expect(chain.store.attemptsOf('lured')).toEqual([])
  })
})

describe('an escrow that nobody called for 120 days', () => {
  it('is archived, is restored by the same step, and then pays out', async () => {
    const order = await newMultiOrder(chain)
    const contractId = await fundedMulti(chain.engine(), order)
    await passLedgers(DAYS_120 + 10)
    const { archived, live } = await readLifetime(chain.rpc, chain.config, contractId)
    expect([archived.length, live.size]).toEqual([3, 0])

    const { ledger } = await extend(contractId, `${contractId}:restore`)
    expect(await livesFrom(ledger, contractId)).toEqual([DAYS_120, DAYS_120, DAYS_120])
    const next = await extend(contractId, `${contractId}:extend`)
    expect(await livesFrom(next.ledger, contractId)).toEqual([DAYS_180, DAYS_180, DAYS_180])
    await finish(`${contractId}:approve`, approveOne(order, contractId, 0))
    await finish(`${contractId}:release`, releaseOne(order, contractId, 0))
    expect(await usdcBalance(chain.rpc, chain.config, order.seller)).toBe(498_500_000n)
  })

  it('can be called without that: the vendor builds the restoration into the call, and it is signed', async () => {
    const order = await newMultiOrder(chain)
    const contractId = await fundedMulti(chain.engine(), order)
    await passLedgers(DAYS_120 + 10)
    await finish(`${contractId}:approve`, approveOne(order, contractId, 0))
    await finish(`${contractId}:release`, releaseOne(order, contractId, 0))
    expect(await usdcBalance(chain.rpc, chain.config, order.seller)).toBe(498_500_000n)
    expect((await readLifetime(chain.rpc, chain.config, contractId)).archived).toEqual([])
  })

  it('whose archived entries are only met on the ledger is built anew with the restoration', async () => {
    const order = await newMultiOrder(chain)
    const contractId = await fundedMulti(chain.engine(), order)
    const { live } = await readLifetime(chain.rpc, chain.config, contractId)
    const { latestLedger } = await chain.rpc.getHealth()
    const key = `${contractId}:late`
    await passLedgers(Math.min(...live.values()) - latestLedger - 20)
    await chain.engine().prepare(key, approveOne(order, contractId, 0), null)
    await passLedgers(40)
    await finish(key, approveOne(order, contractId, 0))
    expect(chain.store.attemptsOf(key).map(({ status }) => status)).toEqual(['FAILED', 'APPLIED'])
  })
})
