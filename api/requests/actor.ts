import { z } from 'zod'
import type { OrderView } from '../../db/orders/read.ts'
import { isId } from '../../domain/ids.ts'
import type { Actor } from '../../domain/order/command.ts'
import { ApiError } from '../apiError.ts'

const FORM = 'must be BUYER, SELLER or the user id of a party'

/** The party in whose name a command is given: a role or a user id. */
export const actorField = z
  .string({ error: FORM })
  .refine((value) => value === 'BUYER' || value === 'SELLER' || isId('user', value), FORM)
  .transform((value) => value as Actor)
  .meta({ description: 'BUYER, SELLER or the user id of a party.', example: 'BUYER' })

/** Refuses a user who is no party to the order. Which party may do what is the order's own decision. */
export function assertParty(order: OrderView, actor: Actor | undefined): void {
  if (actor === undefined || actor === 'BUYER' || actor === 'SELLER') return
  if (actor === order.buyerId || actor === order.sellerId) return
  throw new ApiError('FORBIDDEN', `User ${actor} is neither the buyer nor the seller of order ${order.id}.`, {
    details: { allowedActors: ['BUYER', 'SELLER', order.buyerId, order.sellerId] },
  })
}
