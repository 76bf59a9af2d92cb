import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CommandKind } from '../../domain/order/command.ts'
import { ORDER_STATUSES, type OrderStatus } from '../../domain/order/status.ts'
import { type ApiResponse, type Data, type Harness, startApi } from './harness.ts'
import { type GivenMilestone, orderIn } from './inState.ts'

let api: Harness

beforeAll(async () => {
  api = await startApi({ spareWallets: 800 })
})

afterAll(async () => {
  await api.stop()
})

type Table = Partial<Record<CommandKind, Partial<Record<OrderStatus, OrderStatus>>>>

/** The documented state machine: which command an order takes in which state, and where the answer then finds it. */
const WHOLE: Table = {
  reserve: { ORDER_CREATED: 'FUNDS_RESERVED' },
  createEscrow: { FUNDS_RESERVED: 'ESCROW_CREATING' },
  fund: { ESCROW_CREATING: 'ESCROW_CREATING', ESCROW_FUNDING: 'IN_PROGRESS' },
  release: { IN_PROGRESS: 'CLOSED' },
  refund: { IN_PROGRESS: 'CLOSED' },
  dispute: { IN_PROGRESS: 'DISPUTED' },
  resolve: { DISPUTED: 'CLOSED' },
  cancel: { ORDER_CREATED: 'CLOSED', FUNDS_RESERVED: 'CLOSED' },
}
/** The first of two milestones leaves the order in progress. */
const IN_MILESTONES: Table = {
  ...WHOLE,
  completeMilestone: { IN_PROGRESS: 'IN_PROGRESS' },
  releaseMilestone: { IN_PROGRESS: 'IN_PROGRESS' },
}

const MILESTONES: readonly GivenMilestone[] = [
  { ref: 'a/b?c#d %2F é', title: 'Draft', amount: '20.00' },
  { ref: 'final', title: 'Final', amount: '30.00' },
]
const FIRST = `milestones/${encodeURIComponent('a/b?c#d %2F é')}`

const PATHS: Readonly<Record<Exclude<CommandKind, 'resolve'>, string>> = {
  reserve: 'reserve',
  createEscrow: 'escrow',
  fund: 'escrow/fund',
  completeMilestone: `${FIRST}/complete`,
  releaseMilestone: `${FIRST}/release`,
  release: 'resolution/release',
  refund: 'resolution/refund',
  dispute: 'resolution/dispute',
  cancel: 'cancel',
}
const KINDS = [...Object.keys(PATHS), 'resolve'] as CommandKind[]

function give(kind: CommandKind, order: Data): Promise<ApiResponse> {
  const options = { headers: { Prefer: 'wait=1' } }
  if (kind === 'resolve') {
    const disputeId = order.disputeId ?? order.id.replace('ord_', 'dsp_')
    return api.post(`/api/v1/disputes/${disputeId}/resolve`, { decision: 'FULL_REFUND' }, options)
  }
  const body = kind === 'dispute' ? { openedBy: 'SELLER', reason: 'NOT_DELIVERED' } : {}
  return api.post(`/api/v1/orders/${order.id}/${PATHS[kind]}`, body, options)
}

/** Nothing there to act on, whatever the state: such a command is not even looked at by the order. */
function missing(kind: CommandKind, status: OrderStatus, takes: Table): string | undefined {
  if (takes[kind] === undefined) return 'MILESTONE_NOT_FOUND'
  return kind === 'resolve' && status !== 'DISPUTED' ? 'DISPUTE_NOT_FOUND' : undefined
}

describe.each([
  ['paid as a whole', WHOLE, []],
  ['paid in milestones', IN_MILESTONES, MILESTONES],
] as const)('an order %s', (_, takes, milestones) => {
  const allowedIn = (status: OrderStatus) => KINDS.filter((kind) => takes[kind]?.[status] !== undefined)

  describe.each(ORDER_STATUSES)('that is %s', (status) => {
    test.each(KINDS)('takes "%s" or refuses it as documented', async (kind) => {
      const before = await orderIn(api, status, milestones)
      const answer = await give(kind, before)
      const after = (await api.get(`/api/v1/orders/${before.id}`)).body.data
      const target = takes[kind]?.[status]
      if (target !== undefined) {
        // A funding that waits for the deployment comes out later: it is accepted and has an address.
        const queued = kind === 'fund' && status === 'ESCROW_CREATING'
        expect([answer.status, answer.body.data.status]).toEqual([queued ? 202 : 200, target])
        expect(answer.headers.has('Location')).toBe(queued)
        return
      }
      expect(after).toEqual(before)
      const nothing = missing(kind, status, takes)
      if (nothing !== undefined) {
        expect([answer.status, answer.body.error.code]).toEqual([404, nothing])
        return
      }
      expect([answer.status, answer.body.error.code]).toEqual([409, 'INVALID_STATE'])
      const { currentStatus, allowedActions } = answer.body.error.details
      expect(currentStatus).toBe(status)
      expect(new Set(allowedActions as string[])).toEqual(new Set(allowedIn(status)))
    })
  })
})

test('a dispute that is resolved cannot be resolved again, whatever the decision', async () => {
  const order = await orderIn(api, 'DISPUTED')
  expect((await give('resolve', order)).status).toBe(200)
  for (const decision of ['FULL_RELEASE', 'FULL_REFUND']) {
    const again = await api.post(`/api/v1/disputes/${order.disputeId}/resolve`, { decision })
    expect([again.status, again.body.error.code]).toEqual([409, 'INVALID_STATE'])
    expect(again.body.error.details).toEqual({ currentStatus: 'CLOSED', allowedActions: [] })
  }
})

test('release and refund exclude each other once one has begun', async () => {
  for (const [status, other] of [
    ['RELEASE_REQUESTED', 'refund'],
    ['REFUND_REQUESTED', 'release'],
  ] as const) {
    const answer = await give(other, await orderIn(api, status))
    expect([answer.status, answer.body.error.code]).toEqual([409, 'INVALID_STATE'])
  }
})
