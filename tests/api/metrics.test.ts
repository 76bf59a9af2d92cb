import { Keypair } from '@stellar/stellar-sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { GAUGES } from '../../api/metrics/gauges.ts'
import { timeAnswer } from '../../db/metrics/timeAnswer.ts'
import { newId } from '../../db/newId.ts'
import type { OrderId } from '../../domain/ids.ts'
import { type Harness, startApi } from './harness.ts'

/** How long every connection is held. */
const HELD_S = 0.3

let api: Harness

beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api.stop())

async function read(key = api.apiKey): Promise<{ status: number; text: string; type: string }> {
  const answer = await fetch(`${api.url}/metrics`, { headers: { authorization: `Bearer ${key}` } })
  return { status: answer.status, text: await answer.text(), type: answer.headers.get('content-type') ?? '' }
}

/** The value of a series by its whole name, labels and all. */
function seriesOf(text: string, series: string): number | undefined {
  const line = text.split('\n').find((each) => each.startsWith(`${series} `))
  return line === undefined ? undefined : Number(line.slice(series.length + 1))
}

describe('the metrics', () => {
  it('are for keys with the scope support alone', async () => {
    expect((await fetch(`${api.url}/metrics`)).status).toBe(401)
    expect((await read(await api.makeKey('read', 'write'))).status).toBe(403)
    const answer = await read()
    expect(answer.status).toBe(200)
    expect(answer.type).toContain('text/plain')
  })

  it('name every gauge of the catalogue once, each with what it means', async () => {
    const { text } = await read()
    for (const [name, { help }] of Object.entries(GAUGES)) {
      expect(text.split(`# HELP ${name} ${help}\n`), name).toHaveLength(2)
    }
  })

  it('count open orders by status, and requests by the pattern of their route', async () => {
    const before = seriesOf((await read()).text, 'offerhub_orders_open{status="ORDER_CREATED"}') ?? Number.NaN
    const { id } = await api.order()
    expect((await api.get(`/api/v1/orders/${id}`)).status).toBe(200)
    expect((await api.get('/api/v1/wp-admin')).status).toBe(404)
    const { text } = await read()
    expect(seriesOf(text, 'offerhub_orders_open{status="ORDER_CREATED"}')).toBe(before + 1)
    const requests = 'offerhub_http_request_duration_seconds_count'
    expect(seriesOf(text, `${requests}{method="GET",route="/api/v1/orders/:orderId",status="200"}`)).toBe(1)
    expect(seriesOf(text, `${requests}{method="GET",route="unmatched",status="404"}`)).toBe(1)
    expect(text).not.toContain(id)
  })

  it('show a difference that the auditor found until it is resolved, and say when it became an alarm', async () => {
    await api.db.sql`
      insert into audit_findings (id, kind, subject, expected, actual, first_ledger, last_ledger, first_seen_at, alarmed_at)
      values ('fnd_1', 'ledger_chain', 'wallet', '1', '2', 1, 1, now() - interval '90 seconds', now())`
    const { text } = await read()
    expect(seriesOf(text, 'offerhub_audit_differences_open{kind="ledger_chain"}')).toBe(1)
    expect(seriesOf(text, 'offerhub_audit_differences_alarmed{kind="ledger_chain"}')).toBe(1)
    expect(seriesOf(text, 'offerhub_audit_oldest_difference_seconds')).toBeGreaterThanOrEqual(90)
    await api.db.sql`update audit_findings set resolved_at = now(), resolved_ledger = 2`
    const later = (await read()).text
    expect(seriesOf(later, 'offerhub_audit_differences_open{kind="ledger_chain"}')).toBe(0)
    expect(seriesOf(later, 'offerhub_audit_oldest_difference_seconds')).toBe(0)
  })

  it('show what is set aside for withdrawals, since when, and how many of them are stuck', async () => {
    const { buyerId } = await api.order()
    expect(seriesOf((await read()).text, 'offerhub_withdrawals_pending')).toBe(0)
    const id = newId('withdrawal')
    await api.db.sql`
      insert into withdrawals (id, version, status, user_id, amount_stroops, destination, command_id, requested_at)
      values (${id}, 1, 'PENDING', ${buyerId as string}, 125000000, ${Keypair.random().publicKey()}, ${newId('command')},
        now() - interval '90 seconds')`
    api.orders.stuck.set(id, 'Wallet: nobody answers.')
    const { text } = await read()
    expect(seriesOf(text, 'offerhub_withdrawals_pending')).toBe(1)
    expect(seriesOf(text, 'offerhub_withdrawals_pending_usdc')).toBe(12.5)
    expect(seriesOf(text, 'offerhub_withdrawals_oldest_pending_seconds')).toBeGreaterThanOrEqual(90)
    expect(seriesOf(text, 'offerhub_withdrawals_stuck')).toBe(1)
    expect(seriesOf(text, 'offerhub_orders_stuck')).toBe(0)
    await api.db.sql`
      update withdrawals set version = 2, status = 'FAILED', failure_code = 'given_up', failure_reason = 'Ana gave it up.',
        finished_at = now() where id = ${id}`
    const later = (await read()).text
    expect(seriesOf(later, 'offerhub_withdrawals_pending')).toBe(0)
    expect(seriesOf(later, 'offerhub_withdrawals_oldest_pending_seconds')).toBe(0)
    api.orders.stuck.delete(id)
  })

  it('count stuck orders, and leave the number out while Temporal does not answer', async () => {
    const { id } = await api.order()
    expect(seriesOf((await read()).text, 'offerhub_orders_stuck')).toBe(0)
    api.orders.stuck.set(id as OrderId, 'Escrow: nobody answers.')
    expect(seriesOf((await read()).text, 'offerhub_orders_stuck')).toBe(1)
    api.orders.mode = 'down'
    const { text } = await read()
    expect(text).not.toContain('offerhub_orders_stuck')
    expect(text).toContain('offerhub_orders_open')
  })

  it('show how long the database takes to answer, with the wait while every connection is taken', async () => {
    expect(seriesOf((await read()).text, 'offerhub_database_answer_seconds')).toBeGreaterThan(0)
    const hold = () => api.db.sql`select pg_sleep(${HELD_S})`
    // Gathered at once, because a statement is not sent before somebody waits for it.
    const holding = Promise.all(Array.from({ length: api.db.sql.options.max }, hold))
    expect(await timeAnswer(api.db)).toBeGreaterThan(HELD_S / 2)
    await holding
  })
})
