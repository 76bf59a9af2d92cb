import { z } from 'zod'
import { USER_TYPES } from '../../db/schema.ts'
import type { UserView } from '../../db/users/readUser.ts'
import { addressSchema } from './deposit.ts'
import { idOf, moment } from './fields.ts'

export const userSchema = z
  .object({
    id: idOf('user'),
    externalUserId: z.string(),
    email: z.string().nullable(),
    type: z.enum(USER_TYPES),
    status: z.literal('ACTIVE'),
    wallet: z.object({ address: addressSchema, ready: z.boolean() }),
    createdAt: moment,
    created_at: moment,
  })
  .meta({ id: 'User' })

export function presentUser(user: UserView): z.infer<typeof userSchema> {
  return {
    id: user.id,
    externalUserId: user.externalUserId,
    email: user.email,
    type: user.type,
    status: user.status,
    wallet: { address: user.walletAddress, ready: user.walletStatus === 'READY' },
    createdAt: user.createdAt,
    created_at: user.createdAt,
  }
}
