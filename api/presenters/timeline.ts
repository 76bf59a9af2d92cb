import { z } from 'zod'
import type { Timeline, TimelineEntry, TimelineEvent } from '../../db/orders/timeline.ts'
import { formatExact, stroops } from '../../domain/money.ts'
import { ORDER_STATUSES } from '../../domain/order/status.ts'
import type { Dialect } from '../dialects/dialect.ts'
import { eventSchema } from './event.ts'
import { count, exactMoney, idOf, moment } from './fields.ts'

const entrySchema = z.object({
  account: z.string(),
  amount: exactMoney.meta({ description: 'Debits are positive, credits negative; a posting adds up to zero.' }),
})

export const timelineSchema = z
  .object({
    events: z.array(eventSchema.extend({ sequence: z.string().nullable(), entries: z.array(entrySchema) })),
    transactions: z.array(
      z.object({
        kind: z.string(),
        hash: z.string(),
        ledger: count.nullable(),
        status: z.enum(['PREPARED', 'APPLIED', 'FAILED', 'EXPIRED']),
        attempt: count,
        contractId: z.string().nullable(),
        createdAt: moment,
      }),
    ),
    states: z.array(
      z.object({
        version: count,
        statuses: z.array(z.enum(ORDER_STATUSES)),
        commandId: idOf('command').nullable(),
        createdAt: moment,
      }),
    ),
  })
  .meta({ id: 'Timeline' })

type TimelineData = z.infer<typeof timelineSchema>

/** All that happened to an order: events with their postings, transactions on chain, states. */
export function presentTimeline(timeline: Timeline, dialect: Dialect): TimelineData {
  return {
    events: timeline.events.map((event) => presentTimelineEvent(event, dialect)),
    transactions: timeline.transactions.map((transaction) => ({
      ...transaction,
      status: transaction.status as TimelineData['transactions'][number]['status'],
    })),
    states: timeline.states.map((state) => ({ ...state, statuses: [...state.statuses] })),
  }
}

function presentTimelineEvent(event: TimelineEvent, dialect: Dialect): TimelineData['events'][number] {
  const { eventId, eventType, occurredAt, aggregateId, aggregateType, payload, metadata, sequence } = event
  const entries = event.entries.map(presentEntry)
  const told = { eventId, eventType: dialect.eventName(eventType), occurredAt, aggregateId, aggregateType }
  return { ...told, payload, metadata, sequence, entries }
}

function presentEntry({ account, amountStroops }: TimelineEntry) {
  return { account, amount: formatExact(stroops(BigInt(amountStroops))) }
}
