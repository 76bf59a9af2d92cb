import { type Delivery, type StuckOrder, type TemporalPort, TemporalUnreachable } from '../../api/temporal/port.ts'
import { recordRejection } from '../../db/commands/recordRejection.ts'
import type { Database } from '../../db/connect.ts'
import { newId } from '../../db/newId.ts'
import { recordOperatorAction } from '../../db/operators/recordAction.ts'
import { commitOrderChange } from '../../db/orders/commitChange.ts'
import { claimTopUpsOf } from '../../db/topUps/claimDueTopUps.ts'
import { markTopUpsPaid } from '../../db/topUps/markTopUpsPaid.ts'
import { type CommandId, isId, type OrderId, type UserId, type WithdrawalId } from '../../domain/ids.ts'
import { invariant } from '../../domain/invariant.ts'
import { create } from '../../domain/order/changes/create.ts'
import type { OrderCommand } from '../../domain/order/command.ts'
import { deadlinesAfter } from '../../domain/order/deadlines.ts'
import { decide } from '../../domain/order/decide.ts'
import { OPERATOR_KINDS, type OperatorCommand, retryKey } from '../../domain/order/operator.ts'
import { newOrderState, type OrderState } from '../../domain/order/state.ts'
import { makeStep, type Step } from '../../domain/order/step.ts'
import type { OrderInput } from '../../workflows/messages.ts'
import { operate } from './operate.ts'
import { type Chain, type Make, stepsOf } from './playOut.ts'
import { createWithdrawalDouble, type WithdrawalChain } from './withdrawalDouble.ts'

const TOP_UPS_AT_ONCE = 50

/** How the double treats what it is sent. */
export type Mode =
  /** Takes a command and carries it out before it answers. */
  | 'works'
  /** Takes a command durably, but no worker is there to carry it out. */
  | 'no_worker'
  /** Cannot be reached, and it is sure that nothing arrived. */
  | 'down'
  /** Fails in a way that nobody has foreseen. */
  | 'broken'
  /** Took the command, but the confirmation was lost. */
  | 'confirmation_lost'

export type OrderDouble = TemporalPort & {
  mode: Mode
  chain: Chain
  /** Whether the treasury makes up for fees at once, or not at all. */
  treasury: 'pays' | 'waits'
  readonly starts: OrderInput[]
  readonly signals: { orderId: OrderId; command: OrderCommand | OperatorCommand }[]
  /** Why each order or withdrawal that waits for the chain is stuck, as its workflow would say; one that is not here only waits. */
  readonly stuck: Map<OrderId | WithdrawalId, string>
  readonly withdrawals: WithdrawalChain
  /** Puts an order into a state that it only passes through. */
  put(orderId: OrderId, next: Partial<OrderState>): Promise<void>
  /** Carries out what was taken while no worker was there. */
  startWorker(): Promise<void>
  settled(): Promise<void>
}

/** Orders without Temporal: the same decisions and commits as the workflow makes, one after the other, with an imaginary chain. */
export function createOrderDouble(db: Database): OrderDouble {
  const states = new Map<OrderId, OrderState>()
  const seen = new Set<CommandId>()
  const backlog: (() => Promise<void>)[] = []
  /** What the chain owes to orders that wait for it. */
  const owed = new Map<OrderId, readonly Make[]>()
  let tail: Promise<void> = Promise.resolve()

  const advance = async (bare: Step) => {
    const step = withDeadlines(states.get(bare.change.orderId), bare)
    // The caller has its answer as soon as this is committed, and may have changed its mind for the next order by then.
    const { treasury } = double
    const result = await commitOrderChange(db, step.change)
    if (!result.applied) return false
    states.set(step.change.orderId, step.next)
    if (treasury === 'waits') return true
    for (const { userId } of step.change.topUps ?? []) await payTopUps(db, userId)
    return true
  }
  const enter = async (input: OrderInput) => {
    if (states.has(input.terms.orderId)) return
    const state = newOrderState(input.terms)
    if (await advance(create(state, input.createCommandId))) return
    states.delete(input.terms.orderId)
  }
  const play = async (orderId: OrderId, steps: readonly Make[]) => {
    for (const make of steps) {
      if (!(await advance(make(stateOf(states, orderId))))) return
    }
  }
  const mend = async (orderId: OrderId) => {
    double.stuck.delete(orderId)
    const steps = owed.get(orderId) ?? []
    owed.delete(orderId)
    await play(orderId, steps)
  }
  const carryOut = async (orderId: OrderId, command: OrderCommand | OperatorCommand) => {
    if (seen.has(command.commandId)) return
    seen.add(command.commandId)
    const state = stateOf(states, orderId)
    if (isOperators(command)) {
      const { rejection, step } = operate(state, command, double.stuck.has(orderId))
      if (rejection) await recordRejection(db, { orderId, commandId: command.commandId, kind: command.kind, rejection })
      if (step && (await advance(step)) && command.kind === 'resolveManually') await mend(orderId)
      if (step && command.kind === 'abort') double.stuck.delete(orderId)
      return
    }
    const decision = decide(state, command)
    if (!decision.accepted) {
      const { commandId, kind } = command
      await recordRejection(db, { orderId, commandId, kind, rejection: decision.rejection })
      return
    }
    const { first, later } = stepsOf(state, command, decision.plan)
    if (double.chain === 'stuck') owed.set(orderId, later)
    await play(orderId, double.chain === 'stuck' ? [first] : [first, ...later])
  }
  const take = async (double: OrderDouble, work: () => Promise<void>) => {
    if (double.mode === 'broken') throw new Error('secret cause')
    if (double.mode === 'down') throw new TemporalUnreachable('not_sent', new Error('no connection'))
    if (double.mode === 'no_worker') backlog.push(work)
    else tail = tail.then(work)
    if (double.mode === 'confirmation_lost') {
      const delivery: Delivery = 'unknown'
      throw new TemporalUnreachable(delivery, new Error('deadline exceeded'))
    }
  }

  const stuck: OrderDouble['stuck'] = new Map()
  const withdrawals = createWithdrawalDouble({ db, stuck, take: (work) => take(double, work) })
  const double: OrderDouble = {
    ...withdrawals.port,
    withdrawals: withdrawals.chain,
    mode: 'works',
    chain: 'quick',
    treasury: 'pays',
    starts: [],
    signals: [],
    stuck,
    async startOrder(input) {
      double.starts.push(input)
      await take(double, () => enter(input))
    },
    async signalOrder(orderId, command) {
      if (states.get(orderId)?.status === 'CLOSED') return 'not_running'
      double.signals.push({ orderId, command })
      await take(double, () => carryOut(orderId, command))
      return 'accepted'
    },
    async retryOrder(orderId, { by = 'unnamed', reason = '', requestId = newId('command') }) {
      if (states.get(orderId)?.status === 'CLOSED') return 'not_running'
      await take(double, async () => {
        const action = { key: retryKey(requestId), action: 'retryNow', by, reason, details: {} } as const
        await recordOperatorAction(db, { orderId, action })
        await mend(orderId)
      })
      return 'accepted'
    },
    async readStuckReason(id) {
      if (double.mode === 'down') throw new TemporalUnreachable('not_sent', new Error('no connection'))
      return double.stuck.get(id) ?? null
    },
    async listStuckOrders(limit) {
      if (double.mode === 'down') throw new TemporalUnreachable('not_sent', new Error('no connection'))
      const orders = [...double.stuck].flatMap(([id, reason]): StuckOrder[] =>
        isId('order', id) ? [{ orderId: id, reason }] : [],
      )
      return orders.slice(0, limit)
    },
    async countStuckWithdrawals() {
      if (double.mode === 'down') throw new TemporalUnreachable('not_sent', new Error('no connection'))
      return [...double.stuck.keys()].filter((id) => isId('withdrawal', id)).length
    },
    async queryOrder(orderId) {
      if (double.mode !== 'works') throw new TemporalUnreachable('unknown', new Error('no worker'))
      const { status, version } = stateOf(states, orderId)
      return { status, version }
    },
    async put(orderId, next) {
      const by = { commandId: newId('command'), name: 'put' }
      const step = makeStep(stateOf(states, orderId), 'recordOrder', by, next, { stamps: [], events: [] })
      invariant(await advance(step), `Order ${orderId} could not be put into another state`)
    },
    isReachable: async () => double.mode !== 'down',
    async startWorker() {
      for (const work of backlog.splice(0)) await work()
      double.mode = 'works'
    },
    settled: () => tail,
  }
  return double
}

/** As the workflow does: deadlines begin and end with the states they belong to. */
function withDeadlines(before: OrderState | undefined, step: Step): Step {
  const deadlines = deadlinesAfter(step.next.deadlines, step.next, Date.now())
  if (deadlines === (before?.deadlines ?? step.next.deadlines)) return step
  return { ...step, next: { ...step.next, deadlines }, change: { ...step.change, deadlines } }
}

function isOperators(command: OrderCommand | OperatorCommand): command is OperatorCommand {
  return OPERATOR_KINDS.some((kind) => kind === command.kind)
}

/** The treasury pays at once what a payout left missing in a wallet. */
async function payTopUps(db: Database, userId: UserId): Promise<void> {
  const batch = await claimTopUpsOf(db, userId, TOP_UPS_AT_ONCE)
  if (batch === null) return
  await markTopUpsPaid(db, batch.batchKey, { transactionHash: `top-up-${batch.batchKey}`, ledger: 8 })
}

function stateOf(states: Map<OrderId, OrderState>, orderId: OrderId): OrderState {
  const state = states.get(orderId)
  invariant(state, `Order ${orderId} was never started`)
  return state
}
