import { describe, expect, it } from 'vitest'
import { COMMAND_KINDS, type CommandKind, type OrderCommand } from '../../../domain/order/command.ts'
import { decide } from '../../../domain/order/decide.ts'
import { newOrderState, type OrderState } from '../../../domain/order/state.ts'
import { ORDER_STATUSES, type OrderStatus } from '../../../domain/order/status.ts'

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

function command(kind: CommandKind, rest: Partial<OrderCommand> = {}): OrderCommand {
  return { kind, commandId: 'cmd_1', ...rest } as OrderCommand
}

const LEGAL: Record<CommandKind, readonly OrderStatus[]> = {
  reserve: ['ORDER_CREATED'],
  createEscrow: ['FUNDS_RESERVED'],
  fund: ['ESCROW_CREATING', 'ESCROW_FUNDING'],
  release: ['IN_PROGRESS'],
  cancel: ['ORDER_CREATED', 'FUNDS_RESERVED'],
}

describe('every command in every state', () => {
  const cells = COMMAND_KINDS.flatMap((kind) => ORDER_STATUSES.map((status) => [kind, status] as const))

  it.each(cells)('"%s" on an order in %s is taken only where the state machine allows it', (kind, status) => {
    const decision = decide(orderIn(status), command(kind))
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
