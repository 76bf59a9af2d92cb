import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { commandOfDeadline } from '../../../domain/order/changes/clock.ts'
import { type Deadline, deadlinesAfter, nextMoment } from '../../../domain/order/deadlines.ts'
import { decide } from '../../../domain/order/decide.ts'
import { newOrderState, type OrderState } from '../../../domain/order/state.ts'
import { ORDER_STATUSES, type OrderStatus } from '../../../domain/order/status.ts'

const HOUR = 3_600
const NOW_MS = Date.UTC(2026, 10, 21)

const terms = {
  orderId: 'ord_1',
  buyerId: 'usr_b',
  sellerId: 'usr_s',
  amountStroops: '500000000',
  currency: 'USD',
  platformFeeBps: 0,
  deadlines: { reservationSeconds: HOUR, reviewSeconds: 2 * HOUR, disputeSeconds: 3 * HOUR, reminderSeconds: 60 },
} as const

function orderIn(status: OrderStatus): OrderState {
  const dispute = { disputeId: 'dsp_1', openedBy: 'BUYER', reason: 'OTHER', onChain: true } as const
  return { ...newOrderState(terms), status, version: 1, ...(status === 'DISPUTED' && { dispute }) }
}

describe('the deadlines of a state', () => {
  it.each([
    ['FUNDS_RESERVED', 'reservation', HOUR],
    ['IN_PROGRESS', 'review', 2 * HOUR],
    ['DISPUTED', 'dispute', 3 * HOUR],
  ] as const)('begin when an order comes into %s, with the reminder at its distance', (status, kind, seconds) => {
    const dueAtMs = NOW_MS + seconds * 1_000
    expect(deadlinesAfter([], orderIn(status), NOW_MS)).toEqual([
      { kind, ref: null, dueAtMs, remindAtMs: dueAtMs - 60_000 },
    ])
  })

  it('are none in every other state', () => {
    const others = ORDER_STATUSES.filter((status) => !['FUNDS_RESERVED', 'IN_PROGRESS', 'DISPUTED'].includes(status))
    for (const status of others) expect(deadlinesAfter([], orderIn(status), NOW_MS)).toEqual([])
  })

  it('keep their moment for as long as the state lasts, as the very same list', () => {
    const before = deadlinesAfter([], orderIn('IN_PROGRESS'), NOW_MS)
    expect(deadlinesAfter(before, orderIn('IN_PROGRESS'), NOW_MS + 5_000)).toBe(before)
  })

  it('give commands that the state machine takes from the clock', () => {
    for (const status of ['FUNDS_RESERVED', 'IN_PROGRESS'] as const) {
      const state = orderIn(status)
      const [deadline] = deadlinesAfter([], state, NOW_MS)
      const command = deadline && commandOfDeadline(state, deadline)
      expect(command && decide(state, command).accepted).toBe(true)
    }
  })

  it('leave what they cannot do to nobody: the clock may not refund, dispute or resolve', () => {
    for (const kind of ['refund', 'reserve', 'createEscrow', 'fund'] as const) {
      const decision = decide(orderIn('IN_PROGRESS'), { kind, commandId: 'cmd_1', actor: 'CLOCK' })
      expect(decision).toMatchObject({ accepted: false, rejection: { code: 'FORBIDDEN' } })
    }
  })
})

describe('the next moment', () => {
  const deadline = fc.record({
    kind: fc.constant('review' as const),
    ref: fc.string(),
    dueAtMs: fc.integer({ min: 1, max: 1_000 }),
    remindAtMs: fc.option(fc.integer({ min: 0, max: 999 })),
  })

  it('is the earliest reminder or deadline of all', () => {
    fc.assert(
      fc.property(fc.array(deadline, { minLength: 1 }), (deadlines: Deadline[]) => {
        const earliest = Math.min(...deadlines.map(({ remindAtMs, dueAtMs }) => remindAtMs ?? dueAtMs))
        expect(nextMoment(deadlines)?.atMs).toBe(earliest)
      }),
    )
  })

  it('is none without deadlines', () => {
    expect(nextMoment([])).toBeNull()
  })
})
