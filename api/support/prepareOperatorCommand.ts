import type { CommandId } from '../../domain/ids.ts'
import type { OperatorCommand, OperatorKind } from '../../domain/order/operator.ts'
import { commandWork } from '../commands/commandWork.ts'
import type { Work } from '../idempotency/once.ts'
import { requireOrder } from '../resources/requireOrder.ts'
import type { WriteCall } from '../routes/route.ts'
import type { Signed } from './fields.ts'

/** What every command of support carries beside its kind. */
export type Base = Signed & { readonly commandId: CommandId }

/** Checks that the order exists and makes support's command to it. */
export async function prepareOperatorCommand(
  call: WriteCall<Signed>,
  kind: OperatorKind,
  build: (base: Base) => OperatorCommand,
): Promise<Work> {
  const order = await requireOrder(call.deps.db, call.params.orderId)
  const { by, reason } = call.body
  return commandWork(call, { kind, order, build: (commandId) => build({ commandId, by, reason }) })
}
