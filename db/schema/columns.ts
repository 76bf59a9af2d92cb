import { bigint, timestamp } from 'drizzle-orm/pg-core'

/** A moment to the millisecond, read as an ISO string. */
export const moment = (name: string) => timestamp(name, { precision: 3, withTimezone: true, mode: 'string' })

export const createdAt = () => moment('created_at').notNull().defaultNow()

/** An amount in stroops, or a number that grows for ever: 64 bits, read as a bigint. */
export const int64 = (name: string) => bigint(name, { mode: 'bigint' })
