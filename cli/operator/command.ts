import type { CommandView } from '../../db/commands/read.ts'
import { newId } from '../../db/newId.ts'
import type { OrderView } from '../../db/orders/read.ts'
import type { CommandId, OrderId } from '../../domain/ids.ts'
import type { OperatorCommand } from '../../domain/order/operator.ts'
import { EXIT, Refused, type Said, said } from './exit.ts'
import type { Tools } from './reach.ts'
import type { Request } from './readRequest.ts'
import { requireOrder } from './requireOrder.ts'

type CommandRequest = Extract<Request, { do: 'abort' | 'resolve' | 'extend' }>

/** Longer than a look at the chain takes; what takes longer has been accepted all the same. */
const WAIT_MS = 60_000

/** `orders abort`, `resolve` and `extend`: gives the order a command of support and waits for its outcome. */
export async function giveCommand(tools: Tools, request: CommandRequest): Promise<Said> {
  const { orderId } = request
  const order = await requireOrder(tools, orderId)
  const command = commandOf(request, newId('command'))
  const waiting = (await tools.listener()).register(command.commandId)
  try {
    if ((await tools.temporal.signalOrder(orderId, command)) === 'not_running') {
      throw notRunning(order)
    }
    const outcome = await waiting.outcome(WAIT_MS)
    return outcome === null ? pending(orderId, command.commandId) : tell(request, outcome)
  } finally {
    waiting.release()
  }
}

/** An order that is not closed and has no workflow was ended from outside: nobody moves it any more. */
function notRunning({ id, status }: OrderView): Refused {
  const what =
    status === 'CLOSED'
      ? 'it takes no more commands.'
      : 'but its workflow has ended, so nobody moves it. "npm run verify" shows it, too.'
  return new Refused('INVALID_STATE', `Order ${id} is ${status}${status === 'CLOSED' ? ':' : ','} ${what}`)
}

function commandOf(request: CommandRequest, commandId: CommandId): OperatorCommand {
  const base = { commandId, ...request.signature }
  switch (request.do) {
    case 'abort':
      return { kind: 'abort', ...base }
    case 'resolve':
      return { kind: 'resolveManually', ...base, transactionHash: request.hash }
    case 'extend': {
      const { deadline, until, ref } = request
      return { kind: 'extendDeadline', ...base, deadline, until, ...(ref !== undefined && { ref }) }
    }
  }
}

const DONE: Readonly<Record<CommandRequest['do'], string>> = {
  abort: 'is closed, and the reservation is given back',
  resolve: 'goes on from the step that was done by hand',
  extend: 'has its new deadline',
}

function tell(request: CommandRequest, { commandId, rejection, snapshot }: CommandView): Said {
  if (rejection !== null) throw new Refused(rejection.code, rejection.message)
  const facts = { orderId: request.orderId, commandId, status: snapshot?.status ?? null, outcome: 'SUCCEEDED' }
  return said(`Order ${request.orderId} ${DONE[request.do]}. It is ${snapshot?.status}. Command: ${commandId}`, facts)
}

function pending(orderId: OrderId, commandId: CommandId): Said {
  const text =
    `The command ${commandId} is accepted and has not come out after ${WAIT_MS / 1_000} s. Is a worker running? ` +
    `Look again: npm run offerhub -- orders show ${orderId}`
  return said(text, { orderId, commandId, outcome: 'PENDING' }, EXIT.pending)
}
