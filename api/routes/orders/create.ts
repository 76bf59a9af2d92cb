import { z } from 'zod'
import { newId } from '../../../db/newId.ts'
import type { UserId } from '../../../domain/ids.ts'
import { MAX_MILESTONES } from '../../../domain/order/terms.ts'
import { recallOutcome } from '../../commands/awaitOutcome.ts'
import { waitBudgetMs } from '../../commands/waitBudget.ts'
import type { OrderContent } from '../../orders/content.ts'
import { createOrder } from '../../orders/createOrder.ts'
import { orderSchema } from '../../presenters/order.ts'
import { normaliseItem } from '../../requests/aliases.ts'
import { amount, metadata, oneOf, optional, text, userIdField } from '../../requests/fields.ts'
import { requireUser } from '../../resources/requireUser.ts'
import { writeRoute } from '../route.ts'

// The escrow contract takes a title of 100 and a description of 500 characters.
const TITLE_LENGTH = 100
const DESCRIPTION_LENGTH = 500
const CLIENT_REF_LENGTH = 100

const MILESTONE_REF_LENGTH = 64
const MAX_DEADLINE_HOURS = 8_760

const milestone = z.preprocess(
  normaliseItem,
  z.strictObject({
    // A milestone is addressed by its reference, and nobody can address a path that ends in a dot segment.
    ref: text(MILESTONE_REF_LENGTH).refine((ref) => ref !== '.' && ref !== '..', 'must not be "." or ".."'),
    title: text(TITLE_LENGTH),
    amount,
  }),
)

const hours = z
  .int('must be a whole number of hours')
  .min(1, 'must be at least 1')
  .max(MAX_DEADLINE_HOURS, `must be at most ${MAX_DEADLINE_HOURS}`)

const deadlines = z
  .strictObject({
    reservationHours: optional(hours).meta({
      description: 'Until an escrow is asked for; then the order is cancelled.',
    }),
    reviewHours: optional(hours).meta({
      description: 'From the funding, or from a milestone’s completion, until the seller is paid without the buyer.',
    }),
    disputeHours: optional(hours).meta({ description: 'Until an undecided dispute is handed over to support.' }),
    reminderHours: optional(hours).meta({ description: 'How long before each of them an event reminds of it.' }),
  })
  .meta({ description: 'What happens by the clock. What is left out comes from the configuration, or never.' })

export const createOrderBody = z
  .strictObject({
    buyerId: userIdField,
    sellerId: userIdField,
    amount,
    currency: optional(oneOf(['USD'])),
    title: optional(text(TITLE_LENGTH)),
    description: optional(text(DESCRIPTION_LENGTH)),
    clientOrderRef: optional(text(CLIENT_REF_LENGTH)),
    metadata: optional(metadata),
    milestones: optional(z.array(milestone).max(MAX_MILESTONES)),
    deadlines: optional(deadlines),
  })
  .refine(({ buyerId, sellerId }) => buyerId !== sellerId, {
    path: ['sellerId'],
    message: 'must be another user than the buyer',
  })
  .refine(({ amount: whole, milestones }) => !milestones?.length || sumOf(milestones) === whole, {
    path: ['milestones'],
    message: "must have amounts that add up to the order's",
  })
  .refine(({ milestones }) => new Set(milestones?.map(({ ref }) => ref)).size === (milestones?.length ?? 0), {
    path: ['milestones'],
    message: 'must have a ref of its own each',
  })

export const createOrderRoute = writeRoute({
  name: 'createOrder',
  method: 'post',
  path: '/orders',
  scope: 'write',
  summary: 'Creates an order between a buyer and a seller. No money moves.',
  shape: 'newOrder',
  data: orderSchema,
  // 200: the order of this client reference exists already.
  statuses: [201, 200, 202],
  errors: ['USER_NOT_FOUND', 'CLIENT_ORDER_REF_REUSED', 'ESCROW_TOO_LARGE', 'FEES_NOT_PAYABLE'],
  body: createOrderBody,
  async prepare(call) {
    const { deps, body, preference } = call
    await Promise.all([requireUser(deps.db, body.buyerId, 'buyerId'), requireUser(deps.db, body.sellerId, 'sellerId')])
    const waitMs = waitBudgetMs('create', preference)
    return {
      ids: { commandId: newId('command'), resourceId: newId('order') },
      recall: ({ commandId }) => recallOutcome(deps, commandId, 201),
      perform: (ids) => createOrder(call, contentOf(body), ids, waitMs),
    }
  },
})

function contentOf(body: z.infer<typeof createOrderBody>): OrderContent {
  return {
    buyerId: body.buyerId as UserId,
    sellerId: body.sellerId as UserId,
    amountStroops: String(body.amount),
    currency: body.currency ?? 'USD',
    title: body.title ?? null,
    description: body.description ?? null,
    clientOrderRef: body.clientOrderRef ?? null,
    metadata: body.metadata ?? null,
    deadlines: body.deadlines ?? {},
    milestones: (body.milestones ?? []).map(({ ref, title, amount: part }) => ({
      ref,
      title,
      amountStroops: String(part),
    })),
  }
}

function sumOf(milestones: readonly { amount: bigint }[]): bigint {
  return milestones.reduce((sum, { amount: part }) => sum + part, 0n)
}
