import fc from 'fast-check'
import { expect, it } from 'vitest'
import { EVENT_TYPES, type EventType } from '../../domain/events.ts'
import { stroops } from '../../domain/money.ts'
import { COMMAND_KINDS, type OrderCommand } from '../../domain/order/command.ts'
import { DISPUTE_DECISIONS } from '../../domain/order/dispute.ts'
import type { FinalStatus, OrderStatus } from '../../domain/order/status.ts'
import { FEE_POLICIES } from '../../domain/order/terms.ts'
import { TRANSITIONS } from '../../domain/order/transitions.ts'
import { createOrderModel } from './orderModel.ts'

const SEQUENCES = 10_000
const AMOUNT = 500_000_000n
/** What services, people, the clock and withdrawals cause: the tests of those hold it. */
const ELSEWHERE = [
  'user.created',
  'wallet.ready',
  'wallet.stray_deposit',
  'wallet.unexplained_transfer',
  'dispute.assigned',
  'dispute.escalated',
  'deadline.approaching',
  'deadline.extended',
  'audit.difference_found',
  'audit.difference_resolved',
  'webhook.endpoint_disabled',
  'withdrawal.requested',
  'withdrawal.completed',
  'withdrawal.failed',
]

/** Two of three times somebody who may ask for it. */
const asker = fc.oneof(
  { weight: 2, arbitrary: fc.constant('ENTITLED' as const) },
  { weight: 1, arbitrary: fc.constantFrom('BUYER' as const, 'SELLER' as const, 'SUPPORT' as const, undefined) },
)
const part = fc.oneof(fc.bigInt({ min: 0n, max: AMOUNT }), fc.constantFrom(0n, 1n, AMOUNT))
/** Once more, so that they are not drowned by the others. */
const MILESTONE_COMMANDS = ['completeMilestone', 'releaseMilestone'] as const

const command = fc
  .record({
    kind: fc.constantFrom(...COMMAND_KINDS, ...MILESTONE_COMMANDS),
    asker,
    decision: fc.constantFrom(...DISPUTE_DECISIONS),
    part,
    ref: fc.constantFrom('a', 'b', 'c', 'unknown'),
  })
  .map(({ kind, asker: asking, decision, part: release, ref }): OrderCommand => {
    const actor = asking === 'ENTITLED' ? TRANSITIONS[kind].actors[0] : asking
    const base = { commandId: `cmd_${kind}`, ...(actor && { actor }) } as const
    if (kind === 'completeMilestone' || kind === 'releaseMilestone') return { ...base, kind, ref }
    if (kind === 'dispute') return { ...base, kind, openedBy: 'SELLER', reason: 'OTHER' }
    if (kind === 'resolve') {
      return { ...base, kind, decision, releaseAmount: String(release), refundAmount: String(AMOUNT - release) }
    }
    return { ...base, kind } as OrderCommand
  })
const move = fc.oneof({ weight: 2, arbitrary: command }, { weight: 3, arbitrary: fc.constant('chain' as const) })

const PARTS = [AMOUNT / 2n, AMOUNT / 3n, AMOUNT - AMOUNT / 2n - AMOUNT / 3n]
const MILESTONES = ['a', 'b', 'c'].map((ref, index) => ({ ref, title: ref, amountStroops: String(PARTS[index]) }))

/**
 * Random commands seldom get far by themselves, so most sequences begin some way into an order's life, and every second
 * one where the work is done or a dispute is open: the rarest way to end comes about some ninety times in each run.
 */
const LIFE: readonly (OrderCommand | 'chain')[] = [
  { kind: 'reserve', commandId: 'cmd_1' },
  { kind: 'createEscrow', commandId: 'cmd_2' },
  'chain',
  'chain',
  { kind: 'fund', commandId: 'cmd_3' },
  'chain',
  { kind: 'dispute', commandId: 'cmd_4', openedBy: 'BUYER', reason: 'OTHER' },
]
const begin = fc.oneof(fc.nat(LIFE.length), fc.constantFrom(LIFE.length - 1, LIFE.length))
/** Enough in most sequences; the others try to pay with too little. */
const balance = fc.oneof(
  { weight: 1, arbitrary: fc.bigInt({ min: 1n, max: AMOUNT - 1n }) },
  { weight: 4, arbitrary: fc.bigInt({ min: AMOUNT, max: 2n * AMOUNT }) },
)

it(`keeps money and state together through ${SEQUENCES} random sequences of commands and chain events`, () => {
  const reached = new Set<OrderStatus>()
  const ended = new Set<FinalStatus | null>()
  const emitted = new Set<EventType>()
  const sequence = fc.record({
    begin,
    moves: fc.array(move, { minLength: 3, maxLength: 14 }),
    balance,
    platformFeeBps: fc.constantFrom(0, 0, 1, 250, 9_900),
    byMilestone: fc.boolean(),
    feePolicy: fc.constantFrom(...FEE_POLICIES),
  })
  fc.assert(
    fc.property(sequence, ({ begin, moves, balance, platformFeeBps, byMilestone, feePolicy }) => {
      const model = createOrderModel(
        {
          orderId: 'ord_1',
          buyerId: 'usr_b',
          sellerId: 'usr_s',
          amountStroops: String(AMOUNT),
          currency: 'USD',
          platformFeeBps,
          feePolicy,
          ...(byMilestone && { milestones: MILESTONES }),
        },
        stroops(balance),
      )
      for (const step of [...LIFE.slice(0, begin), ...moves]) {
        const before = model.state()
        const money = new Map(model.balances())
        const accepted = step === 'chain' ? model.chainCatchesUp() : model.send(step)
        const after = model.state()
        if (!accepted) {
          expect(after).toBe(before)
          expect(model.balances()).toEqual(money)
        }
        if (accepted && step !== 'chain') expect(TRANSITIONS[step.kind].from).toContain(before.status)
        reached.add(after.status)
        for (const type of model.emitted()) emitted.add(type)
        if (after.status === 'CLOSED') ended.add(after.finalStatus)
        expect(model.fault()).toBeNull()
      }
    }),
    { numRuns: SEQUENCES },
  )
  // Every state that an order can rest in, and every way to end, was really visited.
  expect([...reached].toSorted()).toEqual([
    'CLOSED',
    'DISPUTED',
    'ESCROW_CREATING',
    'ESCROW_FUNDING',
    'FUNDS_RESERVED',
    'IN_PROGRESS',
    'ORDER_CREATED',
    'REFUND_REQUESTED',
    'RELEASE_REQUESTED',
  ])
  expect([...ended].toSorted()).toEqual(['CANCELED', 'REFUNDED', 'RELEASED', 'SPLIT'])
  // Every event of the catalogue that an order can cause was really emitted; the others belong to users and support.
  const ofOrders = Object.keys(EVENT_TYPES).filter((type) => !ELSEWHERE.includes(type))
  expect([...emitted].toSorted()).toEqual(ofOrders.toSorted())
}, 60_000)
