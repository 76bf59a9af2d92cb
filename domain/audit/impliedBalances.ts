import type { OrderId } from '../ids.ts'
import { orderEscrow, orderReserved } from '../ledger/accounts.ts'
import { isFinal } from '../order/milestones.ts'
import type { OrderStatus } from '../order/status.ts'
import type { OrderFacts } from './orderFacts.ts'

/** Where the order's money is in each state: with the buyer, set aside, in the contract, or paid out. */
const MONEY: Readonly<Record<OrderStatus, 'none' | 'reserved' | 'escrow'>> = {
  ORDER_CREATED: 'none',
  FUNDS_RESERVED: 'reserved',
  ESCROW_CREATING: 'reserved',
  ESCROW_FUNDING: 'reserved',
  ESCROW_FUNDED: 'escrow',
  IN_PROGRESS: 'escrow',
  RELEASE_REQUESTED: 'escrow',
  REFUND_REQUESTED: 'escrow',
  DISPUTED: 'escrow',
  RELEASED: 'none',
  REFUNDED: 'none',
  CLOSED: 'none',
}

/** What each account of an order holds by the state that the order and its milestones are in. */
export function impliedBalances({ id, status, amountStroops, milestones }: OrderFacts): Map<string, bigint> {
  const orderId = id as OrderId
  const money = MONEY[status]
  const amount = BigInt(amountStroops)
  const implied = new Map([[orderReserved(orderId).name, money === 'reserved' ? amount : 0n]])
  const whole = money === 'escrow' && milestones.length === 0
  implied.set(orderEscrow(orderId).name, whole ? amount : 0n)
  milestones.forEach((milestone, index) => {
    const locked = money === 'escrow' && !isFinal(milestone)
    implied.set(orderEscrow(orderId, index).name, locked ? BigInt(milestone.amountStroops) : 0n)
  })
  return implied
}
