import { expect, test } from 'vitest'
import { readThrough } from '../../activities/audit/readThrough.ts'
import { type Recorded, readOpenFindings, recordFindings } from '../../db/audit/findings.ts'
import type { CheckResult } from '../../domain/audit/finding.ts'
import { useTestDatabase } from '../setup/useDatabase.ts'

const database = await useTestDatabase()

/** What the auditor writes down that looked at `subject` in this ledger and found it wrong, or well. */
async function look(subject: string, ledger: number, state: 'wrong' | 'well'): Promise<Recorded> {
  const wrong = { kind: 'ledger_chain', subject, expected: '2.0000000', actual: '1.0000000' } as const
  const differences = state === 'wrong' ? [wrong] : []
  const result: CheckResult = { kind: 'ledger_chain', subjects: [subject], differences, ledger }
  return await recordFindings(database.db, [result], await readOpenFindings(database.db), ledger)
}

async function told(subject: string): Promise<string[]> {
  const rows = await database.db.sql<{ type: string }[]>`
    select event_type as type from events where payload ->> 'subject' = ${subject} order by position`
  return rows.map(({ type }) => type)
}

test('a difference raises its alarm when it is older than two ledgers, not before, and not again', async () => {
  for (const ledger of [100, 100, 101, 102]) {
    expect(await look('late', ledger, 'wrong')).toEqual({ alarming: [], resolved: [] })
  }
  expect(await told('late')).toEqual([])
  const { alarming } = await look('late', 103, 'wrong')
  expect(alarming).toMatchObject([{ subject: 'late', firstLedger: 100, lastLedger: 103 }])
  expect(await look('late', 104, 'wrong')).toEqual({ alarming: [], resolved: [] })
  expect(await told('late')).toEqual(['audit.difference_found'])
  const { resolved } = await look('late', 105, 'well')
  expect(resolved).toMatchObject([{ subject: 'late', lastLedger: 104, resolvedLedger: 105 }])
  expect(await told('late')).toEqual(['audit.difference_found', 'audit.difference_resolved'])
})

test('a difference that is gone before it is too old is told to nobody', async () => {
  await look('short', 100, 'wrong')
  const { alarming, resolved } = await look('short', 102, 'well')
  expect([alarming, resolved]).toMatchObject([[], [{ subject: 'short', alarmedAt: null }]])
  expect(await told('short')).toEqual([])
})

test('a difference that comes back begins a new age', async () => {
  await look('again', 100, 'wrong')
  await look('again', 101, 'well')
  expect(await look('again', 110, 'wrong')).toEqual({ alarming: [], resolved: [] })
  const { alarming } = await look('again', 113, 'wrong')
  expect(alarming).toMatchObject([{ firstLedger: 110 }])
})

test('a difference that a look does not cover stays open', async () => {
  await look('kept', 100, 'wrong')
  await look('other', 101, 'well')
  const open = await readOpenFindings(database.db)
  expect(open.map(({ subject }) => subject)).toContain('kept')
})

test('two auditors that find the same at once write it down once', async () => {
  await Promise.all(Array.from({ length: 10 }, (_, n) => look('shared', 100 + n, 'wrong')))
  const rows = await database.db.sql`select first_ledger, last_ledger from audit_findings where subject = 'shared'`
  expect(rows).toHaveLength(1)
  expect(await told('shared')).toEqual(rows[0]?.first_ledger < 107 ? ['audit.difference_found'] : [])
})

test('a ledger counts as read when the cursor stands at its end, and not while it stands inside', () => {
  const at = (ledger: number, inLedger: bigint) => `${(BigInt(ledger) << 32n) | inLedger}-0000000001`
  expect(readThrough(at(7, 0xffff_ffffn))).toBe(7)
  expect(readThrough(at(7, 4_096n))).toBe(6)
  expect(readThrough(at(7, 0n))).toBe(6)
  expect(readThrough(null)).toBe(-1)
})
