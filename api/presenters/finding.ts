import { z } from 'zod'
import type { Finding } from '../../db/audit/findings.ts'
import { FINDING_KINDS, FINDING_WORDS } from '../../domain/audit/finding.ts'
import { count, idOf, moment } from './fields.ts'

const ledger = z.int().min(0).meta({ description: 'The number of a ledger of the network.', example: 52_143 })

export const findingSchema = z
  .object({
    id: idOf('finding'),
    kind: z.enum(FINDING_KINDS),
    meaning: z.string(),
    subject: z
      .string()
      .meta({ description: 'An account, an order, a posting: what it is about.', example: 'treasury' }),
    expected: z.string(),
    actual: z.string(),
    status: z.enum(['open', 'resolved']),
    firstLedger: ledger,
    firstSeenAt: moment,
    lastLedger: ledger,
    lastSeenAt: moment,
    ageLedgers: count,
    ageSeconds: count,
    alarmedAt: moment.nullable().meta({ description: 'When it was too old to be something on its way.' }),
    resolvedAt: moment.nullable(),
  })
  .meta({ id: 'Finding' })

/** A finding with its age: up to now, or up to when it was resolved. */
export function presentFinding(finding: Finding, nowMs: number): z.infer<typeof findingSchema> {
  const { kind, firstLedger, lastLedger, firstSeenAt, resolvedAt, resolvedLedger } = finding
  const endMs = resolvedAt === null ? nowMs : Date.parse(resolvedAt)
  return {
    id: finding.id,
    kind,
    meaning: FINDING_WORDS[kind],
    subject: finding.subject,
    expected: finding.expected,
    actual: finding.actual,
    status: resolvedAt === null ? 'open' : 'resolved',
    firstLedger,
    firstSeenAt,
    lastLedger,
    lastSeenAt: finding.lastSeenAt,
    ageLedgers: (resolvedLedger ?? lastLedger) - firstLedger,
    ageSeconds: Math.max(0, Math.floor((endMs - Date.parse(firstSeenAt)) / 1_000)),
    alarmedAt: finding.alarmedAt,
    resolvedAt,
  }
}
