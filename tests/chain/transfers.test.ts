import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RawTransfer } from '../../chain/transfers/read.ts'
import { readTransfers } from '../../chain/transfers/read.ts'
import { fundedEscrow, newOrder } from './support/order.ts'
import { context, startChain, type TestChain } from './support/startChain.ts'

let chain: TestChain
beforeAll(async () => {
  chain = await startChain()
})
afterAll(() => chain.close())

/** Reads page by page, each from the cursor of the one before, until the server has nothing more. */
async function readAll(
  limit: number,
  from: string | null = null,
): Promise<{ transfers: RawTransfer[]; cursor: string }> {
  const transfers: RawTransfer[] = []
  let cursor = from
  for (let page = 0; page < 1_000; page += 1) {
    const read = await readTransfers(chain.rpc, chain.config, { cursor, startLedger: 1, limit })
    transfers.push(...read.transfers)
    cursor = read.nextCursor
    if (read.transfers.length < limit) return { transfers, cursor }
  }
  throw new Error('Reading does not come to an end')
}

describe('the USDC movements of the network', () => {
  it('are read in order, each once, whatever the size of a page', async () => {
    const order = await newOrder(chain)
    const contractId = await fundedEscrow(chain.engine(), order)
    await chain
      .engine()
      .finish(
        'approve',
        { kind: 'approveMilestone', contract: 'single', contractId, approver: order.buyer, milestoneIndex: 0 },
        null,
        context(),
      )
    await chain.engine().finish('release', { kind: 'release', contractId, releaseSigner: order.buyer }, null, context())

    const { transfers } = await readAll(100)
    const moved = transfers.map(({ from, to, amountStroops }) => ({ from, to, amountStroops }))
    expect(moved).toEqual([
      { from: chain.config.usdcIssuer, to: order.buyer, amountStroops: '1000000000' },
      { from: order.buyer, to: contractId, amountStroops: '800000000' },
      { from: contractId, to: chain.config.protocolFeeAddress, amountStroops: '2400000' },
      { from: contractId, to: order.seller, amountStroops: '797600000' },
    ])
    expect(new Set(transfers.map(({ eventId }) => eventId)).size).toBe(4)
    expect((await readAll(1)).transfers).toEqual(transfers)
    expect((await readAll(3)).transfers).toEqual(transfers)
  })

  it('go on from a cursor with what came after it', async () => {
    const { cursor } = await readAll(100)
    const { buyer } = await newOrder(chain)
    const { transfers } = await readAll(100, cursor)
    expect(transfers).toMatchObject([{ to: buyer, amountStroops: '1000000000', toMuxedId: null }])
    expect((await readAll(100, (await readAll(100, cursor)).cursor)).transfers).toEqual([])
  })
})
