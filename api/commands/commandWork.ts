import { type OrderView, readOrder } from '../../db/orders/read.ts'
import type { CommandId, OrderId } from '../../domain/ids.ts'
import type { CommandKind, OrderCommand } from '../../domain/order/command.ts'
import type { OperatorCommand, OperatorKind } from '../../domain/order/operator.ts'
import { type Answer, success } from '../answer.ts'
import { ApiError } from '../apiError.ts'
import type { ApiDeps } from '../deps.ts'
import type { Work } from '../idempotency/once.ts'
import { commandLocation, presentPending } from '../presenters/command.ts'
import { presentOrder } from '../presenters/order.ts'
import type { WriteCall } from '../routes/route.ts'
import { answerOutcome, recallOutcome, sendAndWait } from './awaitOutcome.ts'
import { commandIdFor } from './commandId.ts'
import { notePending } from './notePending.ts'
import { waitBudgetMs } from './waitBudget.ts'

/** What a route knows about the command that it stands for. */
export type CommandSpec = {
  readonly kind: CommandKind | OperatorKind
  readonly order: OrderView
  build(commandId: CommandId): OrderCommand | OperatorCommand
}

/** Makes a command to an existing order out of a valid request. */
export function commandWork(call: WriteCall<unknown>, spec: CommandSpec): Work {
  const { deps, preference } = call
  const orderId = spec.order.id as OrderId
  const waitMs = waitBudgetMs(spec.kind, preference)
  return {
    ids: { commandId: commandIdFor(call.caller.apiKeyId, call.idempotencyKey, call.route), resourceId: orderId },
    recall: ({ commandId }) => recallOutcome(deps, commandId, 200),
    async perform({ commandId }) {
      const send = () => deps.temporal.signalOrder(orderId, spec.build(commandId))
      const outcome = await sendAndWait(deps, commandId, waitMs, send)
      if (outcome === 'not_running') return answerFinished(deps, spec, commandId)
      if (outcome === 'pending') return answerPending(call, spec, commandId)
      return answerOutcome(outcome, 200)
    },
  }
}

/** The order takes no more commands. Either this one was carried out before it finished, or it comes too late. */
async function answerFinished(deps: ApiDeps, spec: CommandSpec, commandId: CommandId): Promise<Answer> {
  const earlier = await recallOutcome(deps, commandId, 200)
  if (earlier !== null) return earlier
  const order = (await readOrder(deps.db, spec.order.id as OrderId)) ?? spec.order
  throw new ApiError('INVALID_STATE', `Order ${order.id} is ${order.status}: "${spec.kind}" is not possible now.`, {
    details: { currentStatus: order.status, allowedActions: [] },
  })
}

/** The command is accepted and will come out; the caller is told where. */
async function answerPending(call: WriteCall<unknown>, spec: CommandSpec, commandId: CommandId): Promise<Answer> {
  const { deps, preference } = call
  const orderId = spec.order.id as OrderId
  await notePending(deps, { commandId, orderId, kind: spec.kind })
  const order = await readOrder(deps.db, orderId).catch(() => spec.order)
  const data = { ...presentOrder(order ?? spec.order), command: presentPending(orderId, commandId, spec.kind) }
  return success(202, data, {
    Location: commandLocation(orderId, commandId),
    ...(preference !== null && { 'Preference-Applied': preference.applied }),
  })
}
