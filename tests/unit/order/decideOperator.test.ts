import { describe, expect, it } from 'vitest'
import { decideOperator, type Progress } from '../../../domain/order/decideOperator.ts'
import { newOrderState, type OrderState } from '../../../domain/order/state.ts'
import { ORDER_STATUSES, type OrderStatus } from '../../../domain/order/status.ts'

const terms = {
  orderId: 'ord_1',
  buyerId: 'usr_b',
  sellerId: 'usr_s',
  amountStroops: '500000000',
  currency: 'USD',
  platformFeeBps: 0,
} as const
const base = { commandId: 'cmd_1', by: 'dana', reason: 'because' } as const
const IDLE: Progress = { running: [], stuck: [] }

function orderIn(status: OrderStatus, more: Partial<OrderState> = {}): OrderState {
  return { ...newOrderState(terms), status, version: 1, ...more }
}

describe('aborting', () => {
  it.each(ORDER_STATUSES)('an order in %s is possible only while its money is reserved and not on chain', (status) => {
    const decision = decideOperator(orderIn(status), { ...base, kind: 'abort' }, IDLE)
    expect(decision.accepted).toBe(['FUNDS_RESERVED', 'ESCROW_CREATING', 'ESCROW_FUNDING'].includes(status))
    if (!decision.accepted) expect(decision.rejection.code).toBe('INVALID_STATE')
  })

  it('waits for a step that is running, and names it', () => {
    const decision = decideOperator(
      orderIn('ESCROW_FUNDING'),
      { ...base, kind: 'abort' },
      { running: ['fund'], stuck: [] },
    )
    expect(decision).toMatchObject({ accepted: false, rejection: { message: expect.stringContaining('(fund)') } })
  })
})

describe('resolving by hand', () => {
  it('needs a step that is stuck', () => {
    const command = { ...base, kind: 'resolveManually', transactionHash: 'ab'.repeat(32) } as const
    expect(decideOperator(orderIn('ESCROW_FUNDING'), command, IDLE).accepted).toBe(false)
    const stuck = { running: [], stuck: ['fund'] }
    expect(decideOperator(orderIn('ESCROW_FUNDING'), command, stuck)).toMatchObject({ plan: { do: 'checkProof' } })
  })
})

describe('extending a deadline', () => {
  const dueAtMs = Date.UTC(2026, 11, 1)
  const deadlines = [{ kind: 'review', ref: null, dueAtMs, remindAtMs: null }] as const
  const command = { ...base, kind: 'extendDeadline', deadline: 'review' } as const

  it.each([
    ['2026-12-01T00:00:00.001Z', true],
    ['2026-12-01T00:00:00.000Z', false],
    ['2026-11-30T00:00:00.000Z', false],
    ['no date', false],
  ])('to %s is possible only when that is later: %s', (until, possible) => {
    const decision = decideOperator(orderIn('IN_PROGRESS', { deadlines }), { ...command, until }, IDLE)
    expect(decision.accepted).toBe(possible)
    if (!decision.accepted) expect(decision.rejection).toMatchObject({ code: 'DEADLINE_NOT_LATER' })
  })

  it('needs the deadline to be there', () => {
    const decision = decideOperator(orderIn('IN_PROGRESS'), { ...command, until: '2027-01-01T00:00:00Z' }, IDLE)
    expect(decision).toMatchObject({ accepted: false, rejection: { code: 'INVALID_STATE' } })
  })
})
