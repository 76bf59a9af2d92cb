import type { OrderId, UserId } from '../../domain/ids.ts'
import type { Stroops } from '../../domain/money.ts'
import type { CommandKind, OrderCommand } from '../../domain/order/command.ts'
import type { OrderState } from '../../domain/order/state.ts'
import { createOrderModel, type OrderModel } from './orderModel.ts'

/** The model of one real order, kept in step with what the real one answered. */
export type Twin = {
  state(): OrderState
  balances(): ReadonlyMap<string, bigint>
  /** The accepted commands so far, for a failure's message. */
  story(): string
  /** Takes over what commands sent at once were answered; false when no order of events explains these answers. */
  follow(kinds: readonly CommandKind[], accepted: readonly boolean[]): boolean
}

type Parties = { orderId: OrderId; buyerId: UserId; sellerId: UserId }

/** More than any command sets in motion. */
const MOST_CHAIN_EVENTS = 10

/** Two halves; the commands for one milestone always mean the first. */
export const HALVES = ['design', 'build'] as const
export const HALF_CENTS = '25.00'

export function createTwin(parties: Parties, amount: Stroops, byMilestone: boolean): Twin {
  const milestones = HALVES.map((ref) => ({ ref, title: ref, amountStroops: String(amount / 2n) }))
  let history: CommandKind[] = []
  let model = replay(history)

  function replay(kinds: readonly CommandKind[]): OrderModel {
    const fresh = createOrderModel(
      {
        ...parties,
        amountStroops: String(amount),
        currency: 'USD',
        platformFeeBps: 0,
        ...(byMilestone && { milestones }),
      },
      amount,
    )
    for (const kind of kinds) {
      fresh.send(commandOf(kind, amount, byMilestone))
      settle(fresh)
    }
    return fresh
  }

  /** The chain may or may not have caught up between two commands that were sent at once. */
  function explains(order: readonly Attempt[], chainBetween: boolean): OrderModel | null {
    const candidate = replay(history)
    for (const { kind, accepted } of order) {
      if (candidate.send(commandOf(kind, amount, byMilestone)) !== accepted) return null
      if (chainBetween) settle(candidate)
    }
    settle(candidate)
    return candidate
  }

  return {
    state: () => model.state(),
    balances: () => model.balances(),
    story: () => history.join(', ') || 'created',
    follow(kinds, answers) {
      const attempts = kinds.map((kind, index) => ({ kind, accepted: answers[index] ?? false }))
      for (const order of [attempts, attempts.toReversed()]) {
        for (const chainBetween of [false, true]) {
          const explained = explains(order, chainBetween)
          if (explained === null) continue
          history = [...history, ...order.filter(({ accepted }) => accepted).map(({ kind }) => kind)]
          model = explained
          return true
        }
      }
      return false
    },
  }
}

type Attempt = { readonly kind: CommandKind; readonly accepted: boolean }

function settle(model: OrderModel): void {
  for (let events = 0; events < MOST_CHAIN_EVENTS; events++) model.chainCatchesUp()
}

function commandOf(kind: CommandKind, amount: Stroops, byMilestone: boolean): OrderCommand {
  const base = { commandId: `cmd_${kind}` } as const
  if (kind === 'dispute') return { ...base, kind, openedBy: 'SELLER', reason: 'OTHER' }
  if (kind === 'completeMilestone' || kind === 'releaseMilestone') return { ...base, kind, ref: HALVES[0] }
  if (kind !== 'resolve') return { ...base, kind } as OrderCommand
  if (byMilestone) return { ...base, kind, actor: 'SUPPORT', decision: 'FULL_REFUND' }
  const releaseAmount = '333300000'
  const refundAmount = String(amount - BigInt(releaseAmount))
  return { ...base, kind, actor: 'SUPPORT', decision: 'SPLIT', releaseAmount, refundAmount }
}
