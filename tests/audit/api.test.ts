import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readOpenFindings, recordFindings } from '../../db/audit/findings.ts'
import { moveSweeps } from '../../db/audit/sweeps.ts'
import { countBooks } from '../../db/audit/totals.ts'
import { post } from '../../db/ledger/post.ts'
import type { CheckResult, FindingKind } from '../../domain/audit/finding.ts'
import { suspense, treasury } from '../../domain/ledger/accounts.ts'
import { posting } from '../../domain/ledger/posting.ts'
import { stroops } from '../../domain/money.ts'
import { type Document, operationsOf, validatorOf } from '../api/apiDocument.ts'
import { type Harness, startApi } from '../api/harness.ts'

let api: Harness
beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api?.stop())

/** What an auditor writes down that has looked at this and found that. */
async function record(kind: FindingKind, subject: string, ledger: number, sides?: [string, string]): Promise<void> {
  const differences = sides ? [{ kind, subject, expected: sides[0], actual: sides[1] }] : []
  const result: CheckResult = { kind, subjects: [subject], differences, ledger }
  await recordFindings(api.db, [result], await readOpenFindings(api.db), ledger)
}

const reserves = async () => (await api.get('/api/v1/audit/reserves')).body.data as unknown as Record<string, unknown>
const findings = async (query = '') => {
  const { body } = await api.get(`/api/v1/audit/findings${query}`)
  return body as unknown as { data: Record<string, unknown>[]; pagination: { hasMore: boolean; nextCursor: string } }
}

describe('GET /audit/reserves', () => {
  test('shows zeros and no round before the auditor has counted anything', async () => {
    expect(await reserves()).toMatchObject({ countedAt: null, round: null, oldest: null, difference: '0.0000000' })
  })

  test('shows what is owed beside what is held, fees and suspense, as they were counted', async () => {
    const order = await api.order()
    await api.deposit(order.buyerId as string, '80.0000000')
    await api.post(`/api/v1/orders/${order.id}/reserve`)
    const proof = { transactionHash: 'x', ledger: 1 }
    const entries = [
      { account: treasury, amount: stroops(20_000_001n) },
      { account: suspense, amount: stroops(-20_000_001n) },
    ]
    await post(api.db.sql, posting({ key: 'strange', kind: 'treasuryFunding', proof, entries }))
    expect(await reserves()).toMatchObject({ countedAt: null })
    await countBooks(api.db)
    expect(await reserves()).toMatchObject({
      currency: 'USD',
      owed: {
        available: '30.0000000',
        reserved: '50.0000000',
        escrow: '0.0000000',
        withdrawals: '0.0000000',
        total: '80.0000000',
      },
      held: { wallets: '80.0000000', escrows: '0.0000000', treasury: '2.0000001', total: '82.0000001' },
      fees: { protocolPaid: '0.0000000', platformEarned: '0.0000000' },
      suspense: '2.0000001',
      countedAt: expect.stringMatching(/Z$/),
    })
  })

  test('counts a round as complete when accounts, orders, withdrawals and workflows have been gone through, by the oldest of them', async () => {
    const move = { from: '', to: null, checked: 7, ledger: 120 } as const
    await moveSweeps(api.db, [
      { ...move, name: 'accounts', to: 'wallet:G' },
      { ...move, name: 'openOrders', checked: 3, ledger: 130 },
      { ...move, name: 'workflows', ledger: 125 },
      { ...move, name: 'pendingWithdrawals', ledger: 128 },
      { ...move, name: 'withdrawalWorkflows', ledger: 129 },
    ])
    expect((await reserves()).round).toBeNull()
    await moveSweeps(api.db, [{ ...move, name: 'accounts', from: 'wallet:G', checked: 5, ledger: 140 }])
    const round = { ledger: 120, accounts: 12, orders: 3 }
    expect((await reserves()).round).toMatchObject(round)
    // The next pass has begun: the last complete one still counts.
    await moveSweeps(api.db, [{ ...move, name: 'accounts', to: 'wallet:G', ledger: 150 }])
    expect((await reserves()).round).toMatchObject(round)
  })

  test('shows the difference over all accounts, the oldest finding with its age, and how many there are', async () => {
    await record('ledger_chain', 'treasury', 200, ['5.0000000', '4.9999999'])
    await record('ledger_chain', 'wallet:usr_1', 201, ['1.0000000', '1.0000003'])
    await record('ledger_chain', 'treasury', 203, ['5.0000000', '4.9999999'])
    expect(await reserves()).toMatchObject({
      difference: '0.0000002',
      findings: { open: 2, alarmed: 1 },
      oldest: {
        kind: 'ledger_chain',
        subject: 'treasury',
        expected: '5.0000000',
        actual: '4.9999999',
        status: 'open',
        firstLedger: 200,
        lastLedger: 203,
        ageLedgers: 3,
        alarmedAt: expect.stringMatching(/Z$/),
      },
    })
  })

  test('needs the scope read, and takes no parameter', async () => {
    const key = await api.makeKey('support')
    expect((await api.get('/api/v1/audit/reserves', { key })).status).toBe(403)
    expect((await api.get('/api/v1/audit/reserves?of=me')).status).toBe(400)
  })
})

describe('GET /audit/findings', () => {
  test('lists what is open, what is resolved, or both, newest first, page by page', async () => {
    await record('order_history', 'ord_1', 210, ['a', 'b'])
    await record('ledger_chain', 'treasury', 215)
    const subjects = async (query: string) => (await findings(query)).data.map(({ subject }) => subject)
    expect(await subjects('')).toEqual(['ord_1', 'wallet:usr_1', 'treasury'])
    expect(await subjects('?status=open')).toEqual(['ord_1', 'wallet:usr_1'])
    expect(await subjects('?status=resolved')).toEqual(['treasury'])
    expect(await subjects('?kind=order_history')).toEqual(['ord_1'])
    const first = await findings('?limit=2')
    expect(first.pagination.hasMore).toBe(true)
    expect(await subjects(`?limit=2&cursor=${first.pagination.nextCursor}`)).toEqual(['treasury'])
    const [treasuryFinding] = (await findings('?status=resolved')).data
    expect(treasuryFinding).toMatchObject({
      status: 'resolved',
      ageLedgers: 15,
      resolvedAt: expect.stringMatching(/Z$/),
    })
  })

  test('refuses what it does not know, by the name of the field', async () => {
    for (const [query, field] of [
      ['status=lost', 'status'],
      ['kind=x', 'kind'],
      ['cursor=ord_1', 'cursor'],
      ['colour=red', 'colour'],
    ]) {
      const { status, body } = await api.get(`/api/v1/audit/findings?${query}`)
      expect([status, JSON.stringify(body.error.details)]).toEqual([400, expect.stringContaining(field ?? '')])
    }
  })

  test('needs the scope support', async () => {
    expect((await api.get('/api/v1/audit/findings', { key: await api.makeKey('read', 'write') })).status).toBe(403)
  })
})

test('both answers are what the document of the API says, in both dialects', async () => {
  const document = (await api.get('/openapi.json', { key: null })).body as unknown as Document
  for (const name of ['getReserves', 'listFindings']) {
    const operation = operationsOf(document).find(({ operationId }) => operationId === name)
    const path = operation?.path ?? ''
    const schema = operation?.responses['200']?.content?.['application/json']?.schema
    expect(schema).toBeDefined()
    expect(validatorOf(document, schema).safeParse((await api.get(path)).body).error).toBeUndefined()
    const january = await api.get(path, { headers: { 'Offerhub-Version': '2026-01-12' } })
    expect(january.status).toBe(200)
  }
})
