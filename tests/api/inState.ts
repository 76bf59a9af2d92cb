import type { OrderId } from '../../domain/ids.ts'
import type { OrderStatus } from '../../domain/order/status.ts'
import type { Data, Harness } from './harness.ts'

/** What brings an order from its creation to a state in which it rests. */
const WAY: Readonly<Record<OrderStatus, readonly string[]>> = {
  ORDER_CREATED: [],
  FUNDS_RESERVED: ['reserve'],
  ESCROW_CREATING: ['reserve', 'escrow'],
  ESCROW_FUNDING: ['reserve', 'escrow'],
  ESCROW_FUNDED: ['reserve', 'escrow', 'escrow/fund'],
  IN_PROGRESS: ['reserve', 'escrow', 'escrow/fund'],
  RELEASE_REQUESTED: ['reserve', 'escrow', 'escrow/fund', 'resolution/release'],
  RELEASED: ['reserve', 'escrow', 'escrow/fund'],
  REFUND_REQUESTED: ['reserve', 'escrow', 'escrow/fund', 'resolution/refund'],
  REFUNDED: ['reserve', 'escrow', 'escrow/fund'],
  DISPUTED: ['reserve', 'escrow', 'escrow/fund', 'resolution/dispute'],
  CLOSED: ['cancel'],
}
/** States in which an order waits for the chain: it is stopped there. */
const WAITING: readonly OrderStatus[] = ['ESCROW_CREATING', 'RELEASE_REQUESTED', 'REFUND_REQUESTED']
/** States that an order only passes through between two commits. */
const PASSING: readonly OrderStatus[] = ['ESCROW_FUNDED', 'RELEASED', 'REFUNDED']

const BODY: Readonly<Record<string, unknown>> = { 'resolution/dispute': { openedBy: 'BUYER', reason: 'OTHER' } }

export type GivenMilestone = { readonly ref: string; readonly title: string; readonly amount: string }

/** A new order of 50.00, paid for, in the given state; in milestones, if some are given. */
export async function orderIn(
  api: Harness,
  status: OrderStatus,
  milestones: readonly GivenMilestone[] = [],
): Promise<Data> {
  const { id, buyerId } = await api.order({ milestones })
  await api.deposit(buyerId as string, '50.0000000')
  const way = WAY[status]
  for (const [index, path] of way.entries()) {
    const last = index === way.length - 1
    api.orders.chain = last && WAITING.includes(status) ? 'stuck' : 'quick'
    await api.post(`/api/v1/orders/${id}/${path}`, BODY[path], { headers: last ? { Prefer: 'wait=1' } : {} })
    await api.orders.settled()
  }
  api.orders.chain = 'quick'
  if (PASSING.includes(status)) await api.orders.put(id as OrderId, { status })
  const order = (await api.get(`/api/v1/orders/${id}`)).body.data
  if (order.status !== status) throw new Error(`Order ${id} should be ${status} and is ${order.status}`)
  return order
}
