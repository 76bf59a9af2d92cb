import { sql } from 'drizzle-orm'
import { check, pgTable, text } from 'drizzle-orm/pg-core'
import { createdAt } from './columns.ts'
import { valueList } from './valueList.ts'

export const USER_TYPES = ['BUYER', 'SELLER', 'BOTH'] as const
export type UserType = (typeof USER_TYPES)[number]

/** People of the marketplace, by the marketplace's own id for them. */
export const users = pgTable(
  'users',
  {
    id: text('id').primaryKey(),
    externalUserId: text('external_user_id').notNull().unique('users_external_user_id'),
    email: text('email'),
    type: text('type').$type<UserType>().notNull(),
    createdAt: createdAt(),
  },
  (user) => [check('users_type', sql`${user.type} in (${valueList(USER_TYPES)})`)],
)
