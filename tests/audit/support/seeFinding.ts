import { expect } from 'vitest'
import type { Finding } from '../../../db/audit/findings.ts'
import { ALARM_AFTER_LEDGERS, type FindingKind } from '../../../domain/audit/finding.ts'
import { type AuditWorld, findingsOf, lookThrough, untilAlarmed, untilResolved } from './auditWorld.ts'

export type Sides = { readonly expected: unknown; readonly actual: unknown }
export type Seeded = { readonly kind: FindingKind; readonly subject: string; readonly sides: Sides }

/** Sees one seeded difference through its life: found, told once when it is old enough, and resolved by its repair. */
export async function seeFinding(
  world: AuditWorld,
  { kind, subject, sides }: Seeded,
  repair: () => Promise<unknown>,
): Promise<void> {
  const alarmed = await untilAlarmed(world, kind, subject, ({ firstLedger, lastLedger }) => {
    expect(lastLedger - firstLedger).toBeLessThanOrEqual(ALARM_AFTER_LEDGERS)
  })
  expect(alarmed).toMatchObject({ ...sides, resolvedAt: null })
  expect(alarmed.lastLedger - alarmed.firstLedger).toBeGreaterThan(ALARM_AFTER_LEDGERS)
  await lookThrough(world, 5)
  expect(await findingsOf(world, kind, subject)).toHaveLength(1)
  const told = { findingId: alarmed.id, kind, subject, ...sides, firstLedger: alarmed.firstLedger }
  expect(await eventsAbout(world, alarmed)).toMatchObject([{ type: 'audit.difference_found', payload: told }])
  await repair()
  const resolved = await untilResolved(world, kind, subject)
  expect(resolved).toMatchObject({ id: alarmed.id, firstLedger: alarmed.firstLedger, alarmedAt: alarmed.alarmedAt })
  expect(resolved.resolvedLedger).toBeGreaterThanOrEqual(resolved.lastLedger)
  expect((await eventsAbout(world, alarmed)).map(({ type }) => type)).toEqual([
    'audit.difference_found',
    'audit.difference_resolved',
  ])
}

async function eventsAbout({ db }: AuditWorld, finding: Finding) {
  return await db.sql<{ type: string; payload: Record<string, unknown> }[]>`
    select event_type as type, payload from events where aggregate_id = ${finding.id} order by position`
}
