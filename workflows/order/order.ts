import {
  CancellationScope,
  condition,
  continueAsNew,
  defineQuery,
  defineSignal,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow'
import type { CommandId } from '../../domain/ids.ts'
import { create } from '../../domain/order/changes/create.ts'
import { COMMAND_KINDS, type OrderCommand } from '../../domain/order/command.ts'
import { busyMilestone } from '../../domain/order/milestones.ts'
import { newOrderState, type OrderState } from '../../domain/order/state.ts'
import { type OrderInput, QUERIES, RETRY_NOW, SIGNALS } from '../messages.ts'
import {
  type CommandStanding,
  carryOver,
  type Desk,
  doingNow,
  openDesk,
  problemNow,
  remember,
  takeCommand,
} from './desk.ts'
import { showStatus } from './display.ts'
import { commit } from './recorders.ts'
import { keepContractAlive } from './renewal.ts'
import { work } from './work.ts'

/**
 * The life of one order. Signals only fill the inbox; one loop decides, commits and starts chain steps, which report
 * back into the same inbox. So a decision never waits for the chain, and commands of one order never interleave.
 */
export async function order(input: OrderInput): Promise<OrderState> {
  const desk = openDesk(newOrderState(input.terms), input.carried)
  listen(desk)
  // Temporal's own "cancel" would leave money behind without a workflow; an order ends through its commands only.
  return await CancellationScope.nonCancellable(() => live(desk, input))
}

async function live(desk: Desk, input: OrderInput): Promise<OrderState> {
  if (desk.state.version === 0 && !(await enter(desk, input.createCommandId))) return desk.state
  if (input.renewsContract) void keepContractAlive(desk)
  while (desk.state.status !== 'CLOSED' || desk.inbox.length > 0) {
    await condition(() => desk.inbox.length > 0)
    const item = desk.inbox.shift()
    if (item) await work(desk, item)
    if (mayContinueAsNew(desk)) await continueAsNew<typeof order>({ ...input, carried: carryOver(desk) })
  }
  return desk.state
}

function listen(desk: Desk): void {
  for (const kind of COMMAND_KINDS) {
    const { name, description } = SIGNALS[kind]
    setHandler(
      defineSignal<[OrderCommand]>(name),
      (command) => void takeCommand(desk, { ...command, kind } as OrderCommand),
      {
        description,
      },
    )
  }
  setHandler(defineSignal(RETRY_NOW.name), () => void desk.retryRequests++, { description: RETRY_NOW.description })
  setHandler(defineQuery<OrderSnapshot>(QUERIES.state.name), () => snapshot(desk), {
    description: QUERIES.state.description,
  })
  setHandler(
    defineQuery<CommandStanding | null, [CommandId]>(QUERIES.outcome.name),
    (commandId) => desk.standings.get(commandId) ?? null,
    { description: QUERIES.outcome.description },
  )
}

/** The answer of the query `state`. */
export type OrderSnapshot = OrderState & { readonly doing: string | null; readonly problem: string | null }

function snapshot(desk: Desk): OrderSnapshot {
  return { ...desk.state, doing: doingNow(desk), problem: problemNow(desk) }
}

/** Writes the order's row. False when the database refused it (an unknown user, a reference already taken): there is no order. */
async function enter(desk: Desk, commandId: CommandId): Promise<boolean> {
  const step = create(desk.state, commandId)
  const result = await commit(step)
  if (!result.applied) return false
  desk.state = step.next
  remember(desk, commandId, 'SUCCEEDED')
  showStatus(desk)
  return true
}

/** Only between commands and with no chain step under way: nothing is in flight that the next run would not know. */
function mayContinueAsNew(desk: Desk): boolean {
  const busy = desk.state.underway !== null || busyMilestone(desk.state) !== null
  const idle = desk.inbox.length === 0 && !busy && desk.doing.size === 0 && desk.state.status !== 'CLOSED'
  return idle && workflowInfo().continueAsNewSuggested
}
