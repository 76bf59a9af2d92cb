import { sql } from 'drizzle-orm'
import { check, index, integer, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { ESCROW_STATUSES, FINAL_STATUSES, ORDER_STATUSES } from '../../domain/order/status.ts'
import { FEE_POLICIES, type FeePolicy } from '../../domain/order/terms.ts'
import { createdAt, int64, moment } from './columns.ts'
import { users } from './users.ts'
import { valueList } from './valueList.ts'

/** The current state of each order. The terms never change; the version moves by one with every committed change. */
export const orders = pgTable(
  'orders',
  {
    id: text('id').primaryKey(),
    version: integer('version').notNull(),
    status: text('status').notNull(),
    finalStatus: text('final_status'),
    buyerId: text('buyer_id')
      .notNull()
      .references(() => users.id),
    sellerId: text('seller_id')
      .notNull()
      .references(() => users.id),
    amountStroops: int64('amount_stroops').notNull(),
    currency: text('currency').notNull(),
    platformFeeBps: integer('platform_fee_bps').notNull(),
    feePolicy: text('fee_policy').$type<FeePolicy>().notNull().default('platform_absorbs'),
    title: text('title'),
    description: text('description'),
    clientOrderRef: text('client_order_ref'),
    metadata: jsonb('metadata'),
    milestones: jsonb('milestones'),
    deadlines: jsonb('deadlines'),
    /** How long each state may last, as agreed; a workflow that was lost is started again with it. */
    deadlineTerms: jsonb('deadline_terms'),
    createdAt: createdAt(),
    updatedAt: moment('updated_at').notNull().defaultNow(),
    reservedAt: moment('reserved_at'),
    fundedAt: moment('funded_at'),
    closedAt: moment('closed_at'),
  },
  (order) => [
    check('orders_status', sql`${order.status} in (${valueList(ORDER_STATUSES)})`),
    check('orders_final_status', sql`${order.finalStatus} in (${valueList(FINAL_STATUSES)})`),
    check('orders_closed', sql`(${order.status} = 'CLOSED') = (${order.finalStatus} is not null)`),
    check('orders_fee_policy', sql`${order.feePolicy} in (${valueList(FEE_POLICIES)})`),
    check('orders_amount', sql`${order.amountStroops} > 0`),
    uniqueIndex('orders_client_order_ref').on(order.clientOrderRef).where(sql`client_order_ref is not null`),
    index('orders_of_buyer').on(order.buyerId, order.id),
    index('orders_of_seller').on(order.sellerId, order.id),
    index('orders_by_status').on(order.status, order.id),
    index('orders_open_of_buyer').on(order.buyerId).where(sql`status <> 'CLOSED'`),
  ],
)

/** The contract of an order on chain, as far as it has come. */
export const escrows = pgTable(
  'escrows',
  {
    id: text('id').primaryKey(),
    orderId: text('order_id')
      .notNull()
      .unique('escrows_order_id')
      .references(() => orders.id),
    contractId: text('contract_id').unique('escrows_contract_id'),
    status: text('status').notNull(),
    createdAt: createdAt(),
    fundedAt: moment('funded_at'),
  },
  (escrow) => [check('escrows_status', sql`${escrow.status} in (${valueList(ESCROW_STATUSES)})`)],
)

/** Every committed change by its key, with the states it led through; a refused one keeps its rejection instead. */
export const orderChanges = pgTable(
  'order_changes',
  {
    key: text('key').primaryKey(),
    orderId: text('order_id').notNull(),
    version: integer('version'),
    statuses: text('statuses').array(),
    commandId: text('command_id'),
    rejection: jsonb('rejection'),
    createdAt: createdAt(),
  },
  (change) => [
    uniqueIndex('order_changes_version').on(change.orderId, change.version),
    check('order_changes_result', sql`(${change.version} is null) <> (${change.rejection} is null)`),
    check('order_changes_statuses', sql`(${change.version} is null) = (${change.statuses} is null)`),
  ],
)

export const COMMAND_STATUSES = ['PENDING', 'SUCCEEDED', 'REJECTED'] as const
export type CommandStatus = (typeof COMMAND_STATUSES)[number]

/** How each command came out, with the order as it was then. */
export const commands = pgTable(
  'commands',
  {
    commandId: text('command_id').primaryKey(),
    orderId: text('order_id').notNull(),
    kind: text('kind').notNull(),
    status: text('status').$type<CommandStatus>().notNull(),
    rejection: jsonb('rejection'),
    snapshot: jsonb('snapshot'),
    createdAt: createdAt(),
    settledAt: moment('settled_at'),
  },
  (command) => [
    check('commands_status', sql`${command.status} in (${valueList(COMMAND_STATUSES)})`),
    check('commands_rejection', sql`(${command.status} = 'REJECTED') = (${command.rejection} is not null)`),
    index('commands_of_order').on(command.orderId),
    index('commands_pending').on(command.createdAt).where(sql`status = 'PENDING'`),
  ],
)
