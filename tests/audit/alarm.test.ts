import { MockActivityEnvironment } from '@temporalio/testing'
import { DefaultLogger } from '@temporalio/worker'
import { expect, test } from 'vitest'
import { auditBooks } from '../../activities/audit/auditBooks.ts'
import { post } from '../../db/ledger/post.ts'
import { suspense, treasury } from '../../domain/ledger/accounts.ts'
import { posting } from '../../domain/ledger/posting.ts'
import { stroops } from '../../domain/money.ts'
import { until } from '../sandbox/localNetwork.ts'
import { auditorOptions, ledgerNow, startAuditWorld, workflowDouble } from './support/auditWorld.ts'

type Line = { readonly level: string; readonly message: string; readonly meta: Readonly<Record<string, unknown>> }

test('a shift of the auditor tells the log of a difference once, as an error with both sides, and when it is gone', async () => {
  const world = await startAuditWorld()
  try {
    const lines: Line[] = []
    const logger = new DefaultLogger('WARN', ({ level, message, meta }) => {
      lines.push({ level, message, meta: meta ?? {} })
    })
    const closing = new AbortController()
    const services = { ...auditorOptions(world, workflowDouble(world)), db: world.db }
    const shift = new MockActivityEnvironment({}, { logger }).run(auditBooks, {
      ...services,
      closing: closing.signal,
      pollMs: 5,
    })
    const book = async (key: string, amount: bigint) => {
      const entries = [
        { account: treasury, amount: stroops(amount) },
        { account: suspense, amount: stroops(-amount) },
      ]
      const proof = { transactionHash: key, ledger: await ledgerNow(world) }
      await post(world.db.sql, posting({ key, kind: 'treasuryFunding', proof, entries }))
    }
    await book('made up', 1n)
    await until(async () => lines.find(({ level }) => level === 'ERROR'), 'an error in the log')
    const alarmedIn = await ledgerNow(world)
    await until(async () => ((await ledgerNow(world)) > alarmedIn + 20 ? true : undefined), 'twenty more ledgers')
    expect(lines).toMatchObject([
      {
        level: 'ERROR',
        message: expect.stringContaining('treasury: expected 0.0000001, found 0.0000000.'),
        meta: { kind: 'ledger_chain', subject: 'treasury', firstLedger: expect.any(Number) },
      },
    ])
    expect(lines[0]?.meta.ageLedgers).toBeGreaterThan(2)
    await book('taken back', -1n)
    await until(async () => lines.find(({ level }) => level === 'WARN'), 'a line that says that it is gone')
    closing.abort()
    await shift
    expect(lines.map(({ level }) => level)).toEqual(['ERROR', 'WARN'])
  } finally {
    await world.stop()
  }
})
