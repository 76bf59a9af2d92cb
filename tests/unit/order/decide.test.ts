import { describe, expect, it } from 'vitest'
import {
  COMMAND_KINDS,
  type CommandKind,
  type CompleteMilestoneCommand,
  type OrderCommand,
} from '../../../domain/order/command.ts'
import { decide } from '../../../domain/order/decide.ts'
import { newOrderState, type OrderState } from '../../../domain/order/state.ts'
import { type MilestoneStatus, ORDER_STATUSES, type OrderStatus } from '../../../domain/order/status.ts'

const terms = {
  orderId: 'ord_1',
  buyerId: 'usr_buyer',
  sellerId: 'usr_seller',
  amountStroops: '500000000',
  currency: 'USD',
  platformFeeBps: 0,
} as const

function orderIn(status: OrderStatus, rest: Partial<OrderState> = {}): OrderState {
  return { ...newOrderState(terms), status, version: 1, ...rest }
}

const MILESTONES = [
  { ref: 'draft', title: 'Draft', amountStroops: '200000000' },
  { ref: 'final', title: 'Final', amountStroops: '300000000' },
]

/** An order in two milestones, which takes every command there is; the milestones stand as given. */
function inMilestones(status: OrderStatus, ...standing: MilestoneStatus[]): OrderState {
  const state = newOrderState({ ...terms, milestones: MILESTONES })
  const milestones = state.milestones.map((milestone, index) => ({
    ...milestone,
    status: standing[index] ?? milestone.status,
  }))
  return { ...state, status, version: 1, milestones }
}

function command(kind: CommandKind, rest: Partial<OrderCommand> = {}): OrderCommand {
  return { kind, commandId: 'cmd_1', ...COMPLETE[kind], ...rest } as OrderCommand
}

const LEGAL: Record<CommandKind, readonly OrderStatus[]> = {
  reserve: ['ORDER_CREATED'],
  createEscrow: ['FUNDS_RESERVED'],
  fund: ['ESCROW_CREATING', 'ESCROW_FUNDING'],
  completeMilestone: ['IN_PROGRESS'],
  releaseMilestone: ['IN_PROGRESS'],
  release: ['IN_PROGRESS'],
  refund: ['IN_PROGRESS'],
  dispute: ['IN_PROGRESS'],
  resolve: ['DISPUTED'],
  cancel: ['ORDER_CREATED', 'FUNDS_RESERVED'],
}

/** What each command needs beside its kind to be complete. */
const COMPLETE: Partial<Record<CommandKind, object>> = {
  completeMilestone: { actor: 'SELLER', ref: 'draft' },
  releaseMilestone: { ref: 'draft' },
  dispute: { openedBy: 'BUYER', reason: 'OTHER' },
  resolve: { actor: 'SUPPORT', decision: 'FULL_REFUND' },
}

describe('every command in every state', () => {
  const cells = COMMAND_KINDS.flatMap((kind) => ORDER_STATUSES.map((status) => [kind, status] as const))

  it.each(cells)('"%s" on an order in %s is taken only where the state machine allows it', (kind, status) => {
    const decision = decide(inMilestones(status), command(kind))
    expect(decision.accepted).toBe(LEGAL[kind].includes(status))
    if (decision.accepted) return
    expect(decision.rejection.code).toBe('INVALID_STATE')
    const allowedActions = COMMAND_KINDS.filter((other) => LEGAL[other].includes(status))
    expect(decision.rejection.details).toEqual({ currentStatus: status, allowedActions })
  })
})

describe('who may ask', () => {
  it('takes a release from the buyer by role or id, and from the marketplace without an actor', () => {
    for (const actor of ['BUYER', 'usr_buyer'] as const) {
      expect(decide(orderIn('IN_PROGRESS'), command('release', { actor })).accepted).toBe(true)
    }
    expect(decide(orderIn('IN_PROGRESS'), command('release')).accepted).toBe(true)
  })

  it.each(['SELLER', 'usr_seller', 'usr_stranger'] as const)('refuses a release asked for by %s', (actor) => {
    const decision = decide(orderIn('IN_PROGRESS'), command('release', { actor }))
    expect(decision).toMatchObject({ accepted: false, rejection: { code: 'FORBIDDEN' } })
  })
})

describe('reserving', () => {
  it('refuses an amount other than the order’s', () => {
    const decision = decide(orderIn('ORDER_CREATED'), command('reserve', { amount: '1' }))
    expect(decision).toMatchObject({ accepted: false, rejection: { code: 'RESERVE_MISMATCH_AMOUNT' } })
  })

  it('takes the order’s own amount when it is repeated', () => {
    expect(decide(orderIn('ORDER_CREATED'), command('reserve', { amount: terms.amountStroops })).accepted).toBe(true)
  })
})

describe('an order in milestones', () => {
  it.each([
    ['completeMilestone', 'PENDING', true],
    ['completeMilestone', 'COMPLETING', false],
    ['completeMilestone', 'COMPLETED', false],
    ['completeMilestone', 'RELEASED', false],
    ['releaseMilestone', 'PENDING', true],
    ['releaseMilestone', 'COMPLETED', true],
    ['releaseMilestone', 'COMPLETING', false],
    ['releaseMilestone', 'RELEASING', false],
    ['releaseMilestone', 'RELEASED', false],
    ['releaseMilestone', 'REFUNDED', false],
  ] as const)('takes "%s" for a milestone that is %s: %s', (kind, standing, legal) => {
    const decision = decide(inMilestones('IN_PROGRESS', standing), command(kind))
    expect(decision.accepted).toBe(legal)
    if (!decision.accepted) {
      expect(decision.rejection).toMatchObject({ code: 'INVALID_STATE', details: { milestoneStatus: standing } })
    }
  })

  it('takes commands for one milestone while another one is being worked on', () => {
    const state = inMilestones('IN_PROGRESS', 'PENDING', 'RELEASING')
    expect(decide(state, command('releaseMilestone')).accepted).toBe(true)
  })

  it.each(['release', 'refund', 'dispute'] as const)(
    'refuses "%s" of the rest while a milestone is being worked on, and says which',
    (kind) => {
      const decision = decide(inMilestones('IN_PROGRESS', 'PENDING', 'RELEASING'), command(kind))
      expect(decision).toMatchObject({ accepted: false, rejection: { code: 'INVALID_STATE' } })
      if (!decision.accepted) expect(decision.rejection.message).toContain('"final"')
    },
  )

  it('names the milestones there are when asked for one that does not exist', () => {
    const decision = decide(inMilestones('IN_PROGRESS'), command('releaseMilestone', { ref: 'other' }))
    expect(decision).toMatchObject({
      accepted: false,
      rejection: { code: 'MILESTONE_NOT_FOUND', details: { milestones: ['draft', 'final'] } },
    })
  })

  it('has its completion told by the seller or by the marketplace for the seller, never by the buyer', () => {
    const { actor: _, ...unnamed } = command('completeMilestone') as CompleteMilestoneCommand
    expect(decide(inMilestones('IN_PROGRESS'), unnamed).accepted).toBe(true)
    const byBuyer = decide(inMilestones('IN_PROGRESS'), { ...unnamed, actor: 'BUYER' })
    expect(byBuyer).toMatchObject({ accepted: false, rejection: { code: 'FORBIDDEN' } })
  })

  it('is split by what is left of it once a milestone has been paid', () => {
    const state = inMilestones('DISPUTED', 'RELEASED', 'DISPUTED')
    const split = (releaseAmount: string, refundAmount: string) =>
      decide(state, command('resolve', { decision: 'SPLIT', releaseAmount, refundAmount } as Partial<OrderCommand>))
    expect(split('100000000', '200000000').accepted).toBe(true)
    expect(split('300000000', '200000000').accepted).toBe(false)
  })

  it('takes no milestone command as an order that is paid as a whole', () => {
    const decision = decide(orderIn('IN_PROGRESS'), command('releaseMilestone'))
    expect(decision).toMatchObject({ accepted: false, rejection: { code: 'MILESTONE_NOT_FOUND' } })
  })
})

describe('funding', () => {
  it('waits for the deployment when the contract is not there yet', () => {
    expect(decide(orderIn('ESCROW_CREATING'), command('fund'))).toEqual({ accepted: true, plan: { do: 'queueFund' } })
  })

  it('is refused a second time while the first one is queued or under way', () => {
    const queued = orderIn('ESCROW_CREATING', { queuedFund: 'cmd_0' })
    const underway = orderIn('ESCROW_FUNDING', { underway: { commandId: 'cmd_0', kind: 'fund' } })
    for (const state of [queued, underway]) {
      const decision = decide(state, command('fund'))
      expect(decision).toMatchObject({
        accepted: false,
        rejection: { code: 'INVALID_STATE', details: { allowedActions: [] } },
      })
    }
  })
})

describe('a refund or a dispute', () => {
  it.each(['BUYER', 'SELLER', 'usr_buyer', 'usr_seller'] as const)('may be asked for by %s', (actor) => {
    expect(decide(orderIn('IN_PROGRESS'), command('refund', { actor })).accepted).toBe(true)
    expect(decide(orderIn('IN_PROGRESS'), command('dispute', { actor })).accepted).toBe(true)
  })

  it('is refused once a release is under way', () => {
    for (const kind of ['refund', 'dispute'] as const) {
      const decision = decide(orderIn('RELEASE_REQUESTED'), command(kind))
      expect(decision).toMatchObject({ accepted: false, rejection: { code: 'INVALID_STATE' } })
    }
  })
})

describe('resolving a dispute', () => {
  it.each(['BUYER', 'SELLER', 'usr_buyer', undefined] as const)('is not for %s but for support', (actor) => {
    const decision = decide(orderIn('DISPUTED'), { ...command('resolve'), actor } as OrderCommand)
    expect(decision).toMatchObject({ accepted: false, rejection: { code: 'FORBIDDEN' } })
  })

  it.each([
    ['FULL_RELEASE', '500000000', '0'],
    ['FULL_REFUND', '0', '500000000'],
  ] as const)('as %s gives the whole amount to one side', (decision, releaseStroops, refundStroops) => {
    expect(decide(orderIn('DISPUTED'), command('resolve', { decision }))).toEqual({
      accepted: true,
      plan: { do: 'resolve', resolution: { commandId: 'cmd_1', decision, releaseStroops, refundStroops } },
    })
  })

  it.each([
    ['400000000', '100000000', true],
    ['400000000', '100000001', false],
    ['400000000', '99999999', false],
    ['500000000', '0', false],
    ['0', '500000000', false],
    [undefined, '500000000', false],
    ['500000000', undefined, false],
  ])(
    'as a split of %s and %s is taken only when both are positive and make the amount',
    (releaseAmount, refundAmount, legal) => {
      const split = command('resolve', { decision: 'SPLIT', releaseAmount, refundAmount } as Partial<OrderCommand>)
      const decision = decide(orderIn('DISPUTED'), split)
      expect(decision.accepted).toBe(legal)
      if (!decision.accepted) expect(decision.rejection.code).toBe('VALIDATION_ERROR')
    },
  )

  it('is refused a second time once a decision has been accepted', () => {
    const resolution = {
      commandId: 'cmd_0',
      decision: 'FULL_REFUND',
      releaseStroops: '0',
      refundStroops: '500000000',
    } as const
    const decision = decide(orderIn('DISPUTED', { resolution }), command('resolve'))
    expect(decision).toMatchObject({
      accepted: false,
      rejection: { code: 'INVALID_STATE', details: { allowedActions: [] } },
    })
  })
})
