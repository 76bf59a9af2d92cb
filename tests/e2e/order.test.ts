import { describe, expect, it } from 'vitest'
import { type Balance, type OrderAnswer, playStory, type Story } from '../../cli/demo/story.ts'
import { until } from '../../cli/demo/until.ts'
import { checkBooks } from '../../cli/stack/checkBooks.ts'
import { createOrders, SETTLED_MS } from './createOrders.ts'
import { untilBooksAgree } from './untilBooksAgree.ts'
import { useTestStack } from './useTestStack.ts'

const running = useTestStack()

const tell = () => undefined
const play = (): Promise<Story> => playStory({ api: running().api, faucetUrl: running().stack.sandbox.faucetUrl, tell })
const balanceOf = (userId: string): Promise<Balance> => running().api.get<Balance>(`/users/${userId}/balance`)

describe('an order from deposit to release', () => {
  it(
    'pays the seller in full, leaves the buyer the rest, and ledger and chain agree to the stroop',
    async () => {
      const story = await play()
      expect(story.order).toMatchObject({ status: 'CLOSED', finalStatus: 'RELEASED' })
      expect(await balanceOf(story.buyer.id)).toMatchObject({ available: '50.00', reserved: '0.00' })
      expect(await balanceOf(story.seller.id)).toMatchObject({ available: '50.00', reserved: '0.00' })
      await untilBooksAgree(running())
      const { accounts } = await checkBooks(running().stack)
      const chain = new Map(accounts.map(({ account, chainStroops }) => [account, chainStroops]))
      expect(chain.get(`wallet:${story.buyer.id}`)).toBe(500_000_000n)
      expect(chain.get(`wallet:${story.seller.id}`)).toBe(500_000_000n)
      expect(chain.get(`escrow:${story.order.escrow?.trustlessContractId}`)).toBe(0n)
    },
    SETTLED_MS,
  )

  it(
    'emits its events once each, in the order in which they happened',
    async () => {
      const story = await play()
      const rows = await running().db.sql<{ event_type: string }[]>`
      select event_type from events where aggregate_id = ${story.order.id} order by position`
      expect(rows.map((row) => row.event_type)).toEqual([
        'order.created',
        'order.funds_reserved',
        'order.escrow_creating',
        'order.escrow_funding',
        'order.escrow_funded',
        'order.in_progress',
        'order.release_requested',
        'order.released',
        'order.closed',
      ])
    },
    SETTLED_MS,
  )
})

describe('a worker killed with -9', () => {
  it(
    'in the middle of a release: the release finishes, once',
    async () => {
      const [order] = await createOrders(running(), 1)
      const released = running().api.post<OrderAnswer>(`/orders/${order.id}/resolution/release`, {
        requestedBy: order.buyerId,
      })
      await until(SETTLED_MS, 'the first of the three transactions', async () =>
        (await appliedSteps(order.id)).includes('changeMilestoneStatus'),
      )
      process.kill(running().stack.pids.worker ?? 0, 'SIGKILL')
      await released
      await until(
        SETTLED_MS,
        'the order to close',
        async () => (await running().api.get<OrderAnswer>(`/orders/${order.id}`)).status === 'CLOSED',
      )
      expect(await balanceOf(order.sellerId)).toMatchObject({ available: '50.00' })
      const steps = await appliedSteps(order.id)
      expect(steps.toSorted()).toEqual(['approveMilestone', 'changeMilestoneStatus', 'deploy', 'fund', 'release'])
      const [closed] = await running().db.sql<{ count: number }[]>`
      select count(*)::int as count from events where aggregate_id = ${order.id} and event_type = 'order.closed'`
      expect(closed?.count).toBe(1)
      await untilBooksAgree(running())
    },
    3 * SETTLED_MS,
  )
})

async function appliedSteps(orderId: string): Promise<string[]> {
  const rows = await running().db.sql<{ kind: string }[]>`
    select kind from chain_attempts where order_id = ${orderId} and status = 'APPLIED' order by created_at`
  return rows.map(({ kind }) => kind)
}
