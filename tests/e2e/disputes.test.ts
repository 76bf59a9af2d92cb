import { describe, expect, it } from 'vitest'
import { until } from '../../cli/demo/until.ts'
import { newStranger } from '../chain/support/stranger.ts'
import { createOrders, type FundedOrder, SETTLED_MS } from './createOrders.ts'
import { untilBooksAgree } from './untilBooksAgree.ts'
import { useTestStack } from './useTestStack.ts'

const running = useTestStack()

type Closed = { status: string; finalStatus: string; dispute?: { id: string; status: string } }

const act = (order: FundedOrder, path: string, body?: unknown) =>
  running().api.post<Closed>(`/orders/${order.id}/${path}`, body)
const balance = async (userId: string) =>
  (await running().api.get<{ available: string }>(`/users/${userId}/balance`)).available

describe('a refund', () => {
  it(
    'gives the buyer everything back, in two transactions, and the books agree',
    async () => {
      const [order] = await createOrders(running(), 1)
      const closed = await act(order, 'resolution/refund', {
        requestedBy: 'SELLER',
        reason: 'Seller cancelled the order',
      })
      expect(closed).toMatchObject({ status: 'CLOSED', finalStatus: 'REFUNDED' })
      expect(await balance(order.buyerId)).toBe('50.00')
      expect(await balance(order.sellerId)).toBe('0.00')
      const steps = await running().db.sql<{ kind: string }[]>`
      select kind from chain_attempts where order_id = ${order.id} and status = 'APPLIED' order by created_at`
      expect(steps.map(({ kind }) => kind)).toEqual(['deploy', 'fund', 'dispute', 'resolve'])
      await untilBooksAgree(running())
    },
    SETTLED_MS,
  )
})

describe('a dispute', () => {
  it(
    'opened by the seller freezes the order, and a split pays both to the cent',
    async () => {
      const [order] = await createOrders(running(), 1)
      const disputed = await act(order, 'resolution/dispute', { openedBy: 'SELLER', reason: 'OTHER' })
      expect(disputed).toMatchObject({ status: 'DISPUTED', dispute: { status: 'OPEN' } })
      await expect(act(order, 'resolution/release')).rejects.toThrow(/409.*INVALID_STATE/)
      const closed = await running().api.post<Closed>(`/disputes/${disputed.dispute?.id}/resolve`, {
        decision: 'SPLIT',
        releaseAmount: '33.33',
        refundAmount: '16.67',
        note: 'Two thirds of the work was done',
      })
      expect(closed).toMatchObject({ status: 'CLOSED', finalStatus: 'SPLIT', dispute: { status: 'RESOLVED' } })
      expect(await balance(order.sellerId)).toBe('33.33')
      expect(await balance(order.buyerId)).toBe('16.67')
      await untilBooksAgree(running())
    },
    SETTLED_MS,
  )

  it(
    'is paid out in full although strangers sent dust to the contract, which goes to the treasury',
    async () => {
      const [order] = await createOrders(running(), 1)
      await sendDust(order.contractId, 3_700_007n)
      const { dispute } = await act(order, 'resolution/dispute', { openedBy: 'BUYER', reason: 'NOT_DELIVERED' })
      const closed = await running().api.post<Closed>(`/disputes/${dispute?.id}/resolve`, { decision: 'FULL_RELEASE' })
      expect(closed).toMatchObject({ status: 'CLOSED', finalStatus: 'RELEASED' })
      expect(await balance(order.sellerId)).toBe('50.00')
      await untilBooksAgree(running())
    },
    SETTLED_MS,
  )
})

async function sendDust(contractId: string, amountStroops: bigint): Promise<void> {
  const { controlUrl, rpcUrl } = running().stack.sandbox
  const config = (await (await fetch(controlUrl)).json()) as { passphrase: string; usdcIssuer: string }
  const stranger = await newStranger({ url: rpcUrl.replace(/\/rpc$/, ''), config })
  await stranger.send(contractId, amountStroops)
}

describe('release, refund and dispute sent at once', () => {
  const ORDERS = 100

  it(
    `to each of ${ORDERS} orders: exactly one wins each, the others get 409, and the money is right`,
    async () => {
      const orders = await createOrders(running(), ORDERS)
      const winners = await Promise.all(orders.map((order) => race(order)))
      const ids = orders.map(({ id }) => id)
      for (const won of winners) expect(won).toHaveLength(1)
      await until(SETTLED_MS, 'the winners to be carried out', async () => {
        const [open] = await running().db.sql<{ count: number }[]>`
        select count(*)::int as count from orders where status not in ('CLOSED', 'DISPUTED') and id = any(${ids})`
        return open?.count === 0
      })
      const rows = await running().db.sql<{ status: string; finalStatus: string | null; count: number }[]>`
      select status, final_status as "finalStatus", count(*)::int as count from orders
      where id = any(${ids}) group by 1, 2`
      const count = (path: string) => winners.flat().filter((winner) => winner === path).length
      const ended = (status: string, finalStatus: string | null) =>
        rows.find((row) => row.status === status && row.finalStatus === finalStatus)?.count ?? 0
      expect(ended('CLOSED', 'RELEASED')).toBe(count('release'))
      expect(ended('CLOSED', 'REFUNDED')).toBe(count('refund'))
      expect(ended('DISPUTED', null)).toBe(count('dispute'))
      await untilBooksAgree(running())
    },
    4 * SETTLED_MS,
  )

  async function race(order: FundedOrder): Promise<string[]> {
    const bodies = { release: {}, refund: {}, dispute: { openedBy: 'BUYER', reason: 'OTHER' } }
    const attempts = Object.entries(bodies).map(async ([path, body]) => {
      const answer = await fetch(`${running().stack.apiUrl}/api/v1/orders/${order.id}/resolution/${path}`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${running().stack.apiKey}`,
          'content-type': 'application/json',
          prefer: 'wait=60',
        },
        body: JSON.stringify(body),
      })
      if (answer.ok) return path
      expect(answer.status).toBe(409)
      return null
    })
    return (await Promise.all(attempts)).filter((path) => path !== null)
  }
})
