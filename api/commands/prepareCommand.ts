import type { OrderView } from '../../db/orders/read.ts'
import type { CommandId } from '../../domain/ids.ts'
import type { Actor, OrderCommand } from '../../domain/order/command.ts'
import type { Work } from '../idempotency/once.ts'
import { assertParty } from '../requests/actor.ts'
import { requireOrder } from '../resources/requireOrder.ts'
import type { WriteCall } from '../routes/route.ts'
import { commandWork } from './commandWork.ts'

/** What every command carries beside its kind. */
type Base = { readonly commandId: CommandId; readonly actor?: Actor }

/** Checks that the order exists, that the actor has a part in it and what else the command asks for, and makes the command. */
export async function prepareCommand(
  call: WriteCall<unknown>,
  kind: OrderCommand['kind'],
  actor: Actor | undefined,
  build: (base: Base) => OrderCommand,
  check: (order: OrderView) => void = () => undefined,
): Promise<Work> {
  const order = await requireOrder(call.deps.db, call.params.orderId)
  assertParty(order, actor)
  check(order)
  return commandWork(call, {
    kind,
    order,
    build: (commandId) => build({ commandId, ...(actor !== undefined && { actor }) }),
  })
}
