import { crashPoint } from '../../crash/crashPoint.ts'
import { ALARM_AFTER_LEDGERS, type CheckResult, type Difference, type FindingKind } from '../../domain/audit/finding.ts'
import type { EventDraft } from '../../domain/events.ts'
import type { FindingId } from '../../domain/ids.ts'
import type { Database, Queryable, TransactionSql } from '../connect.ts'
import { withOutbox } from '../events/append.ts'
import { allOf, type Fragment, jsonRows, textArray } from '../fragment.ts'
import { newId } from '../newId.ts'
import { cutPage, rowsToRead } from '../page.ts'

/** A difference with its age: the ledger and the moment in which it was seen first and last. */
export type Finding = Difference & {
  readonly id: FindingId
  readonly firstLedger: number
  readonly firstSeenAt: string
  readonly lastLedger: number
  readonly lastSeenAt: string
  readonly alarmedAt: string | null
  readonly resolvedAt: string | null
  readonly resolvedLedger: number | null
}

export type OpenFinding = Pick<Finding, 'id' | 'kind' | 'subject'>

/** What recording changed that somebody should hear of. */
export type Recorded = { readonly alarming: readonly Finding[]; readonly resolved: readonly Finding[] }

const MOST_OPEN = 500

/** Open findings, the one that was looked at longest ago first. */
export async function readOpenFindings({ sql }: Pick<Database, 'sql'>): Promise<OpenFinding[]> {
  return await sql<OpenFinding[]>`
    select id, kind, subject from audit_findings where resolved_at is null order by last_seen_at, id limit ${MOST_OPEN}`
}

/**
 * Writes down what checks have found. What is found again keeps its age, and when it is too old to be anything on its way
 * it raises an alarm, once. An open finding whose subject was looked at and found well is resolved.
 */
export async function recordFindings(
  db: Pick<Database, 'sql' | 'news'>,
  results: readonly CheckResult[],
  open: readonly OpenFinding[],
  ledger: number,
): Promise<Recorded> {
  const found = results.flatMap((result) =>
    result.differences.map((difference) => ({ ...difference, ledger: result.ledger ?? ledger })),
  )
  const well = open.filter((finding) => isWell(finding, results))
  if (found.length === 0 && well.length === 0) return { alarming: [], resolved: [] }
  const recorded = await withOutbox(db, async (tx, append) => {
    const alarming = await keepFound(tx, found)
    const resolved = await resolve(tx, well, ledger)
    await append(alarming.map(foundEvent))
    await append(resolved.filter(({ alarmedAt }) => alarmedAt !== null).map(resolvedEvent))
    crashPoint('finding.record.before')
    return { alarming, resolved }
  })
  crashPoint('finding.record.after')
  return recorded
}

function isWell({ kind, subject }: OpenFinding, results: readonly CheckResult[]): boolean {
  const about = results.filter((result) => result.kind === kind)
  const looked = about.some(({ subjects }) => subjects === 'all' || subjects.includes(subject))
  return looked && !about.some(({ differences }) => differences.some((difference) => difference.subject === subject))
}

async function keepFound(
  tx: TransactionSql,
  found: readonly (Difference & { readonly ledger: number })[],
): Promise<Finding[]> {
  if (found.length === 0) return []
  const bySubject = new Map(found.map((row) => [`${row.kind} ${row.subject}`, { ...row, id: newId('finding') }]))
  const kept = await tx<(Finding & { isNews: boolean })[]>`
    insert into audit_findings as known (id, kind, subject, expected, actual, first_ledger, last_ledger)
    select f.id, f.kind, f.subject, f.expected, f.actual, f.ledger, f.ledger
    from json_to_recordset(${jsonRows(tx, [...bySubject.values()])})
      as f(id text, kind text, subject text, expected text, actual text, ledger int)
    order by f.kind, f.subject
    on conflict (kind, subject) where resolved_at is null do update set
      expected = excluded.expected, actual = excluded.actual, last_seen_at = now(),
      last_ledger = greatest(known.last_ledger, excluded.last_ledger),
      alarmed_at = coalesce(
        known.alarmed_at, case when excluded.last_ledger - known.first_ledger > ${ALARM_AFTER_LEDGERS} then now() end)
    returning ${findingColumns(tx)}, old.alarmed_at is null and new.alarmed_at is not null as "isNews"`
  return kept.filter(({ isNews }) => isNews).map(({ isNews: _, ...finding }) => finding)
}

async function resolve(tx: TransactionSql, well: readonly OpenFinding[], ledger: number): Promise<Finding[]> {
  if (well.length === 0) return []
  const ids = well.map(({ id }) => id)
  return await tx<Finding[]>`
    update audit_findings set resolved_at = now(), resolved_ledger = greatest(${ledger}::int, last_ledger)
    where id = any(${textArray(tx, ids)}) and resolved_at is null
    returning ${findingColumns(tx)}`
}

function foundEvent(finding: Finding): EventDraft {
  const { expected, actual, firstLedger, firstSeenAt } = finding
  return { type: 'audit.difference_found', ...about(finding, { expected, actual, firstLedger, firstSeenAt }) }
}

function resolvedEvent(finding: Finding): EventDraft {
  const { firstLedger, firstSeenAt, resolvedLedger } = finding
  return { type: 'audit.difference_resolved', ...about(finding, { firstLedger, firstSeenAt, resolvedLedger }) }
}

function about({ id, kind, subject }: Finding, facts: EventDraft['payload']): Omit<EventDraft, 'type'> {
  return { aggregateId: id, payload: { findingId: id, kind, subject, ...facts } }
}

export type FindingQuery = {
  readonly status?: 'open' | 'resolved' | undefined
  readonly kind?: FindingKind | undefined
  readonly limit: number
  /** The last finding of the page before. */
  readonly cursor?: FindingId | undefined
}

/** Findings by id, newest first. */
export async function listFindings(
  { sql }: Pick<Database, 'sql'>,
  { status, kind, limit, cursor }: FindingQuery,
): Promise<{ findings: Finding[]; hasMore: boolean }> {
  const conditions: Fragment[] = []
  if (status === 'open') conditions.push(sql`resolved_at is null`)
  if (status === 'resolved') conditions.push(sql`resolved_at is not null`)
  if (kind !== undefined) conditions.push(sql`kind = ${kind}`)
  if (cursor !== undefined) conditions.push(sql`id < ${cursor}`)
  const rows = await sql<Finding[]>`
    select ${findingColumns(sql)} from audit_findings where ${allOf(sql, conditions)}
    order by audit_findings.id desc limit ${rowsToRead(limit)}`
  const { page, hasMore } = cutPage(rows, limit)
  return { findings: page, hasMore }
}

export function findingColumns(sql: Queryable): Fragment {
  return sql`id, kind, subject, expected, actual, first_ledger as "firstLedger", first_seen_at as "firstSeenAt",
    last_ledger as "lastLedger", last_seen_at as "lastSeenAt", alarmed_at as "alarmedAt", resolved_at as "resolvedAt",
    resolved_ledger as "resolvedLedger"`
}
