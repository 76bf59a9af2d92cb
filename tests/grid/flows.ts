import type { DemoApi } from '../../cli/demo/api.ts'
import { until } from '../../cli/demo/until.ts'
import type { EscrowFunction } from '../../sandbox/faults/functions.ts'

/** Longer than any fault holds a step up. */
export const WAIT_MS = 180_000

/** One way through an order's life, with the on-chain calls that it consists of. */
export type Flow = {
  readonly name: string
  readonly functions: readonly EscrowFunction[]
  readonly milestones?: readonly { ref: string; title: string; amount: string }[]
  readonly finalStatus: 'RELEASED' | 'REFUNDED' | 'SPLIT'
  /** What is asked for once the money is in escrow. Each answer may come before the chain has done it. */
  finish(api: DemoApi, orderId: string): Promise<void>
}

const DEPLOY_AND_FUND = ['deploy', 'fund_escrow'] as const
const MILESTONES = [
  { ref: 'design', title: 'Design', amount: '20.00' },
  { ref: 'build', title: 'Build', amount: '30.00' },
]

export const FLOWS: readonly Flow[] = [
  {
    name: 'release',
    functions: [...DEPLOY_AND_FUND, 'change_milestone_status', 'approve_milestone', 'release_funds'],
    finalStatus: 'RELEASED',
    finish: async (api, id) => void (await api.post(`/orders/${id}/resolution/release`)),
  },
  {
    name: 'dispute and split',
    functions: ['dispute_escrow', 'resolve_dispute'],
    finalStatus: 'SPLIT',
    finish: async (api, id) => {
      const dispute = { openedBy: 'SELLER', reason: 'QUALITY_ISSUE' }
      await api.post(`/orders/${id}/resolution/dispute`, dispute)
      const split = { decision: 'SPLIT', releaseAmount: '33.33', refundAmount: '16.67' }
      await api.post(`/disputes/dsp_${id.slice('ord_'.length)}/resolve`, split)
    },
  },
  {
    name: 'milestones',
    functions: [...DEPLOY_AND_FUND, 'change_milestone_status', 'approve_milestone', 'release_milestone_funds'],
    milestones: MILESTONES,
    finalStatus: 'RELEASED',
    finish: async (api, id) => {
      await api.post(`/orders/${id}/milestones/design/complete`)
      await untilMilestone(api, id, 'COMPLETED')
      await api.post(`/orders/${id}/milestones/design/release`)
      await untilMilestone(api, id, 'RELEASED')
      await api.post(`/orders/${id}/resolution/release`)
    },
  },
  {
    name: 'refund of milestones',
    functions: ['dispute_milestone', 'resolve_milestone_dispute'],
    milestones: MILESTONES,
    finalStatus: 'REFUNDED',
    finish: async (api, id) => void (await api.post(`/orders/${id}/resolution/refund`)),
  },
]

async function untilMilestone(api: DemoApi, id: string, status: string): Promise<void> {
  await until(WAIT_MS, `the first milestone of ${id} to be ${status}`, async () => {
    const { milestones } = await api.get<{ milestones: { status: string }[] }>(`/orders/${id}`)
    return milestones[0]?.status === status
  })
}
