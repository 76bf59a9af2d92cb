import {
  CancellationScope,
  condition,
  continueAsNew,
  defineQuery,
  defineSignal,
  setHandler,
  uuid4,
  workflowInfo,
} from '@temporalio/workflow'
import type { CommandId } from '../../domain/ids.ts'
import { readOperatorCommand, readRetryRequest } from '../../domain/operations/readOperatorCommand.ts'
import { create } from '../../domain/order/changes/create.ts'
import { COMMAND_KINDS, type OrderCommand } from '../../domain/order/command.ts'
import { busyMilestone } from '../../domain/order/milestones.ts'
import { OPERATOR_KINDS, type OperatorKind, retryKey } from '../../domain/order/operator.ts'
import { newOrderState, type OrderState } from '../../domain/order/state.ts'
import { OPERATOR_SIGNALS, type OrderInput, QUERIES, RETRY_NOW, type RetryRequest, SIGNALS } from '../messages.ts'
import { onBehalfOf } from '../origins.ts'
import { putAside, takeBack, untilSomethingElse } from './aside.ts'
import { watchDeadlines } from './clock.ts'
import {
  type CommandStanding,
  carryOver,
  commandOf,
  type Desk,
  doingNow,
  type InboxItem,
  openDesk,
  problemNow,
  remember,
  takeCommand,
} from './desk.ts'
import { showState, showStatus } from './display.ts'
import { commit } from './recorders.ts'
import { keepContractAlive } from './renewal.ts'
import { work } from './work.ts'

/**
 * The life of one order. Signals only fill the inbox; one loop decides, commits and starts chain steps, which report
 * back into the same inbox. So a decision never waits for the chain, and commands of one order never interleave.
 */
export async function order(input: OrderInput): Promise<OrderState> {
  const desk = openDesk(newOrderState(input.terms), input.carried)
  listen(desk, input)
  // Temporal's own "cancel" would leave money behind without a workflow; an order ends through its commands only.
  return await CancellationScope.nonCancellable(() => live(desk, input))
}

async function live(desk: Desk, input: OrderInput): Promise<OrderState> {
  const { createCommandId } = input
  const entering = () => enter(desk, createCommandId)
  if (desk.state.version === 0 && !(await onBehalfOf(createCommandId, entering))) return desk.state
  if (input.renewsContract) void keepContractAlive(desk)
  void watchDeadlines(desk)
  const aside: InboxItem[] = []
  while (desk.state.status !== 'CLOSED' || desk.inbox.length + aside.length > 0) {
    // Written out here, because one more await before the work would change the order of commands in recorded histories.
    if (aside.length > 0) await untilSomethingElse(desk, aside)
    else await condition(() => desk.inbox.length > 0)
    const { version } = desk.state
    const item = desk.inbox.shift()
    try {
      if (item) await onBehalfOf(commandOf(item), () => work(desk, item))
    } catch (error) {
      if (item) putAside(aside, item, error)
    }
    if (aside.length > 0 && desk.state.version !== version) takeBack(desk, aside)
    if (aside.length === 0 && mayContinueAsNew(desk))
      await continueAsNew<typeof order>({ ...input, carried: carryOver(desk) })
  }
  return desk.state
}

/** Support's signals come first: the Web UI lists them in this order. Their input is typed by hand there. */
function listen(desk: Desk, input: OrderInput): void {
  setHandler(defineSignal<[unknown?]>(RETRY_NOW.name), (typed) => retryNow(desk, input, readRetryRequest(typed)), {
    description: RETRY_NOW.description,
  })
  for (const kind of OPERATOR_KINDS) {
    const { name, description } = OPERATOR_SIGNALS[kind]
    setHandler(defineSignal<[unknown?]>(name), (typed) => takeTyped(desk, kind, typed), { description })
  }
  for (const kind of COMMAND_KINDS) {
    const { name, description } = SIGNALS[kind]
    const take = (command: OrderCommand) =>
      void takeCommand(desk, { from: 'caller', command: { ...command, kind } as OrderCommand })
    setHandler(defineSignal<[OrderCommand]>(name), take, { description })
  }
  setHandler(defineQuery<OrderSnapshot>(QUERIES.state.name), () => snapshot(desk), {
    description: QUERIES.state.description,
  })
  setHandler(
    defineQuery<CommandStanding | null, [CommandId]>(QUERIES.outcome.name),
    (commandId) => desk.standings.get(commandId) ?? null,
    { description: QUERIES.outcome.description },
  )
}

/** What cannot be understood has no effect but that the order's page says so. */
function takeTyped(desk: Desk, kind: OperatorKind, typed: unknown): void {
  const fallbackId: CommandId = `cmd_${uuid4().replaceAll('-', '')}`
  const read = readOperatorCommand(kind, typed, fallbackId)
  if (read.ok) takeCommand(desk, { from: 'operator', command: read.value })
  desk.notice = read.ok ? null : read.problem
  showState(desk)
}

function retryNow(desk: Desk, { logsOperators }: OrderInput, { by, reason, requestId }: RetryRequest): void {
  desk.retryRequests += 1
  if (!logsOperators) return
  const step = [...desk.waiting.keys()].join('; ')
  const key = retryKey(requestId ?? `${workflowInfo().runId}:${desk.retryRequests}`)
  const action = { key, action: 'retryNow', by: by ?? 'unnamed', reason: reason ?? '', details: { step } } as const
  desk.inbox.push({ from: 'retry', action })
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
