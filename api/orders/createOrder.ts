import type { MilestoneView } from '../../db/orders/read.ts'
import type { OrderId } from '../../domain/ids.ts'
import { newOrderState } from '../../domain/order/state.ts'
import { feePolicyOf, type OrderTerms } from '../../domain/order/terms.ts'
import { type Answer, success } from '../answer.ts'
import { answerOutcome, sendAndWait } from '../commands/awaitOutcome.ts'
import { notePending } from '../commands/notePending.ts'
import type { WorkIds } from '../idempotency/heldIds.ts'
import { commandLocation, presentPending } from '../presenters/command.ts'
import { presentOrder } from '../presenters/order.ts'
import type { WriteCall } from '../routes/route.ts'
import { assertCreatable } from './assertCreatable.ts'
import { type OrderContent, termsOf } from './content.ts'
import { oncePerClientRef } from './oncePerClientRef.ts'

/** Starts the order's workflow and waits until the order is recorded. */
export async function createOrder(
  call: WriteCall<unknown>,
  content: OrderContent,
  ids: WorkIds,
  waitMs: number,
): Promise<Answer> {
  const start = (own: WorkIds) => startAndWait(call, content, own, waitMs)
  if (content.clientOrderRef === null) return start(ids)
  return oncePerClientRef(call.deps, content.clientOrderRef, content, { ids, waitMs, start })
}

async function startAndWait(
  call: WriteCall<unknown>,
  content: OrderContent,
  ids: WorkIds,
  waitMs: number,
): Promise<Answer> {
  const { deps } = call
  const terms = termsOf(content, ids.resourceId as OrderId, deps.config)
  assertCreatable(terms)
  const outcome = await sendAndWait(deps, ids.commandId, waitMs, async () => {
    await deps.temporal.startOrder({ terms, createCommandId: ids.commandId, renewsContract: true, logsOperators: true })
    return 'accepted'
  })
  return typeof outcome === 'object' ? answerOutcome(outcome, 201) : answerPending(call, content, terms, ids)
}

/** The order exists for Temporal, and will be in the database as soon as a worker has taken it up. */
async function answerPending(
  call: WriteCall<unknown>,
  content: OrderContent,
  terms: OrderTerms,
  ids: WorkIds,
): Promise<Answer> {
  const { deps, preference } = call
  const orderId = ids.resourceId as OrderId
  await notePending(deps, { commandId: ids.commandId, orderId, kind: 'create' })
  const nowIso = new Date(deps.clock.nowMs()).toISOString()
  const order = presentOrder({
    ...content,
    id: orderId,
    feePolicy: feePolicyOf(terms),
    milestones: newMilestones(content, terms),
    deadlines: [],
    status: 'ORDER_CREATED',
    finalStatus: null,
    version: 0,
    createdAt: nowIso,
    updatedAt: nowIso,
    reservedAt: null,
    fundedAt: null,
    closedAt: null,
    escrow: null,
    dispute: null,
  })
  const data = { ...order, command: presentPending(orderId, ids.commandId, 'create') }
  return success(202, data, {
    Location: commandLocation(orderId, ids.commandId),
    ...(preference !== null && { 'Preference-Applied': preference.applied }),
  })
}

function newMilestones({ milestones }: OrderContent, terms: OrderTerms): MilestoneView[] {
  const stands = newOrderState(terms).milestones
  return milestones.flatMap((agreed) => {
    const stand = stands.find(({ ref }) => ref === agreed.ref)
    return stand === undefined ? [] : [{ ...agreed, ...stand }]
  })
}
