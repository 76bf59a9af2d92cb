import { StrKey, xdr } from '@stellar/stellar-sdk'
import { z } from 'zod'
import type { EventRecord } from '../store/events.ts'

const MAX_FILTERS = 5
const MAX_CONTRACT_IDS = 5
const MAX_TOPIC_FILTERS = 5
const MAX_SEGMENTS = 4
const MAX_LIMIT = 10_000
const MAX_LEDGER = 2 ** 31 - 1

/** Stands for any value of one topic; at the end of a filter its double stands for any number of further topics. */
const ANY_ONE = '*'
const ANY_REST = '**'

const segmentSchema = z
  .string()
  .max(4_000)
  .refine((text) => text === ANY_ONE || text === ANY_REST || isScVal(text), 'expected "*", "**" or a base64 ScVal')

const topicsSchema = z
  .array(segmentSchema)
  .min(1, 'topic must have at least one segment')
  .max(MAX_SEGMENTS + 1)
  .refine((segments) => segments.filter((segment) => segment !== ANY_REST).length <= MAX_SEGMENTS, {
    message: 'topic cannot have more than 4 segments',
  })
  .refine((segments) => segments.slice(0, -1).every((segment) => segment !== ANY_REST), {
    message: 'wildcard "**" is only allowed at the end',
  })

const typesSchema = z
  .string()
  .transform((text) => text.split(','))
  .pipe(z.array(z.enum(['contract', 'system', 'diagnostic'])))

const filterSchema = z.object({
  type: typesSchema.optional(),
  contractIds: z
    .array(z.string().refine((id) => StrKey.isValidContract(id), 'contract ID invalid'))
    .max(MAX_CONTRACT_IDS)
    .default([]),
  topics: z.array(topicsSchema).max(MAX_TOPIC_FILTERS).default([]),
})

export const eventsParamsSchema = z.object({
  startLedger: z.number().int().positive().max(MAX_LEDGER).optional(),
  endLedger: z.number().int().positive().max(MAX_LEDGER).optional(),
  filters: z.array(filterSchema).max(MAX_FILTERS).default([]),
  pagination: z
    .object({
      cursor: z.string().max(40).optional(),
      limit: z.number().int().positive().max(MAX_LIMIT).optional(),
    })
    .optional(),
})

export type EventFilter = z.output<typeof filterSchema>

/** Filters are alternatives; within one, type, contract and topics must all fit. */
export function matchesFilters(event: EventRecord, filters: readonly EventFilter[]): boolean {
  return filters.length === 0 || filters.some((filter) => matches(event, filter))
}

function matches(event: EventRecord, filter: EventFilter): boolean {
  if (filter.type !== undefined && !filter.type.includes(event.type)) return false
  if (filter.contractIds.length > 0 && !filter.contractIds.includes(event.contractId)) return false
  return filter.topics.length === 0 || filter.topics.some((segments) => matchesTopics(event.topics, segments))
}

/** Without "**" the number of topics must be the filter's. */
function matchesTopics(topics: readonly string[], segments: readonly string[]): boolean {
  const isOpen = segments.at(-1) === ANY_REST
  const fixed = isOpen ? segments.slice(0, -1) : segments
  if (isOpen ? topics.length < fixed.length : topics.length !== fixed.length) return false
  return fixed.every((segment, index) => segment === ANY_ONE || segment === topics[index])
}

function isScVal(text: string): boolean {
  return xdr.ScVal.validateXdr(text, 'base64')
}
