import { type Delivery, type TemporalPort, TemporalUnreachable } from '../../api/temporal/port.ts'
import { recordRejection } from '../../db/commands/recordRejection.ts'
import type { Database } from '../../db/connect.ts'
import { commitOrderChange } from '../../db/orders/commitChange.ts'
import type { CommandId, OrderId } from '../../domain/ids.ts'
import { invariant } from '../../domain/invariant.ts'
import { cancel } from '../../domain/order/changes/cancel.ts'
import { create } from '../../domain/order/changes/create.ts'
import { deployed, noteContractId, requestEscrow } from '../../domain/order/changes/createEscrow.ts'
import { funded, startFunding } from '../../domain/order/changes/fund.ts'
import { released, requestRelease } from '../../domain/order/changes/release.ts'
import { reserve } from '../../domain/order/changes/reserve.ts'
import type { OrderCommand } from '../../domain/order/command.ts'
import { decide } from '../../domain/order/decide.ts'
import { newOrderState, type OrderState } from '../../domain/order/state.ts'
import type { Step } from '../../domain/order/step.ts'
import type { OrderInput } from '../../workflows/messages.ts'

/** How the double treats what it is sent. */
export type Mode =
  /** Takes a command and carries it out before it answers. */
  | 'works'
  /** Takes a command durably, but no worker is there to carry it out. */
  | 'no_worker'
  /** Cannot be reached, and it is sure that nothing arrived. */
  | 'down'
  /** Took the command, but the confirmation was lost. */
  | 'confirmation_lost'

export type OrderDouble = TemporalPort & {
  mode: Mode
  readonly starts: OrderInput[]
  readonly signals: { orderId: OrderId; command: OrderCommand }[]
  /** Carries out what was taken while no worker was there. */
  startWorker(): Promise<void>
  settled(): Promise<void>
}

/** Orders without Temporal: the same decisions and commits as the workflow makes, one after the other, with an imaginary chain. */
export function createOrderDouble(db: Database): OrderDouble {
  const states = new Map<OrderId, OrderState>()
  const seen = new Set<CommandId>()
  const backlog: (() => Promise<void>)[] = []
  let tail: Promise<void> = Promise.resolve()

  const advance = async (step: Step) => {
    const result = await commitOrderChange(db, step.change)
    if (result.applied) states.set(step.change.orderId, step.next)
    return result.applied
  }
  const enter = async (input: OrderInput) => {
    if (states.has(input.terms.orderId)) return
    const state = newOrderState(input.terms)
    if (await advance(create(state, input.createCommandId))) return
    states.delete(input.terms.orderId)
  }
  const carryOut = async (orderId: OrderId, command: OrderCommand) => {
    if (seen.has(command.commandId)) return
    seen.add(command.commandId)
    const state = stateOf(states, orderId)
    const decision = decide(state, command)
    if (decision.accepted) await playOut(() => stateOf(states, orderId), command, advance)
    else
      await recordRejection(db, {
        orderId,
        commandId: command.commandId,
        kind: command.kind,
        rejection: decision.rejection,
      })
  }
  const take = async (double: OrderDouble, work: () => Promise<void>) => {
    if (double.mode === 'down') throw new TemporalUnreachable('not_sent', new Error('no connection'))
    if (double.mode === 'no_worker') backlog.push(work)
    else tail = tail.then(work)
    if (double.mode === 'confirmation_lost') {
      const delivery: Delivery = 'unknown'
      throw new TemporalUnreachable(delivery, new Error('deadline exceeded'))
    }
  }

  const double: OrderDouble = {
    mode: 'works',
    starts: [],
    signals: [],
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
    isReachable: async () => double.mode !== 'down',
    async startWorker() {
      for (const work of backlog.splice(0)) await work()
      double.mode = 'works'
    },
    settled: () => tail,
  }
  return double
}

function stateOf(states: Map<OrderId, OrderState>, orderId: OrderId): OrderState {
  const state = states.get(orderId)
  invariant(state, `Order ${orderId} was never started`)
  return state
}

type Advance = (step: Step) => Promise<boolean>

async function playOut(state: () => OrderState, command: OrderCommand, advance: Advance): Promise<void> {
  const { commandId } = command
  const { orderId } = state().terms
  switch (command.kind) {
    case 'reserve':
      await advance(reserve(state(), commandId))
      return
    case 'cancel':
      await advance(cancel(state(), command))
      return
    case 'createEscrow':
      await advance(requestEscrow(state(), commandId))
      await advance(noteContractId(state(), commandId, contractIdOf(orderId)))
      await advance(deployed(state(), commandId))
      return
    case 'fund':
      await advance(startFunding(state(), commandId))
      await advance(funded(state(), commandId, proofOf(commandId)))
      return
    case 'release':
      await advance(requestRelease(state(), commandId))
      await advance(released(state(), commandId, proofOf(commandId)))
  }
}

function contractIdOf(orderId: OrderId): string {
  return `C${orderId.slice('ord_'.length).toUpperCase().replaceAll(/[018]/g, '7').replaceAll('9', '6').padEnd(55, 'A')}`
}

function proofOf(commandId: CommandId) {
  return { transactionHash: Buffer.from(commandId).toString('hex').padEnd(64, '0').slice(0, 64), ledger: 7 }
}
