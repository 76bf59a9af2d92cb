import type { CommandId } from '../../domain/ids.ts'
import type { Actor, OrderCommand } from '../../domain/order/command.ts'
import type { Work } from '../idempotency/once.ts'
import { assertParty } from '../requests/actor.ts'
import { requireOrder } from '../resources/requireOrder.ts'
import type { WriteCall } from '../routes/route.ts'
import { commandWork } from './commandWork.ts'

/** What every command carries beside its kind. */
type Base = { readonly commandId: CommandId; readonly actor?: Actor }

/** Checks that the order exists and that the actor has a part in it, and makes the command. */
export async function prepareCommand(
  call: WriteCall<unknown>,
  kind: OrderCommand['kind'],
  actor: Actor | undefined,
  build: (base: Base) => OrderCommand,
): Promise<Work> {
  const order = await requireOrder(call.deps.db, call.params.orderId)
  assertParty(order, actor)
  return commandWork(call, {
    kind,
    order,
    build: (commandId) => build({ commandId, ...(actor !== undefined && { actor }) }),
  })
}
