import { pgTable, text } from 'drizzle-orm/pg-core'
import { moment } from './columns.ts'

/** The platform's own accounts on chain by role, as the workers that hold their keys announced them. Addresses are public. */
export const platformAccounts = pgTable('platform_accounts', {
  role: text('role').primaryKey(),
  address: text('address').notNull(),
  updatedAt: moment('updated_at').notNull().defaultNow(),
})
