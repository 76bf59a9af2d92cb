import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Client, Connection } from '@temporalio/client'
import { describe, expect, it } from 'vitest'
import { ORDER_WORKFLOW } from '../../activities/audit/orderWorkflows.ts'
import type { Verified } from '../../activities/audit/verifyBooks.ts'
import { WITHDRAWAL_WORKFLOW_TYPE } from '../../activities/audit/withdrawalWorkflows.ts'
import { until } from '../../cli/demo/until.ts'
import { verifyStack } from '../../cli/stack/checkBooks.ts'
import type { Stack } from '../../cli/stack/findStack.ts'
import { systemOf } from '../../cli/stack/system.ts'
import type { Finding } from '../../db/audit/findings.ts'
import { ORDER_TASK_QUEUE, orderWorkflowType, QUERIES, SEARCH_ATTRIBUTES } from '../../workflows/messages.ts'
import { type WithdrawalInput, withdrawalWorkflowType } from '../../workflows/withdrawal/messages.ts'
import { createOrders, type FundedOrder, SETTLED_MS } from '../e2e/createOrders.ts'
import { untilBooksAgree } from '../e2e/untilBooksAgree.ts'
import { useTestStack } from '../e2e/useTestStack.ts'
import { outsideAccount } from '../setup/outsideAccount.ts'
import { goAround } from './support/auditWorld.ts'

// The auditor as the worker runs it, beside real orders on a chain that closes twenty ledgers a second.

const LEDGER_INTERVAL_MS = 50
const ORDERS = 24
const ROOT = fileURLToPath(new URL('../../', import.meta.url))

const running = useTestStack(LEDGER_INTERVAL_MS)

type Round = { ledger: number; accounts: number; orders: number; completedAt: string }
type ReservesAnswer = { round: Round | null; findings: { open: number }; difference: string; owed: { total: string } }

const reserves = () => running().api.get<ReservesAnswer>('/audit/reserves')
const everFound = () => running().db.sql`select kind, subject, expected, actual from audit_findings order by id`

/** Waits for a round that began after now: it has looked at everything. */
async function untilNextRound(): Promise<Round> {
  const before = (await reserves()).round
  let next: Round | null = null
  await until(SETTLED_MS, 'two more complete rounds', async () => {
    next = (await reserves()).round
    return next !== null && next.ledger > (before?.ledger ?? 0) + 400
  })
  if (next === null) throw new Error('There was no round')
  return next
}

/** Ends orders in every way that there is, all at once. */
async function end({ id }: FundedOrder, n: number): Promise<void> {
  const { api } = running()
  const path = `/orders/${id}/resolution`
  if (n % 4 === 0) return
  if (n % 4 === 1) await api.post(`${path}/release`)
  if (n % 4 === 2) await api.post(`${path}/refund`)
  if (n % 4 === 3) {
    const dispute = { openedBy: 'BUYER', reason: 'OTHER' }
    const { disputeId } = await api.post<{ disputeId: string }>(`${path}/dispute`, dispute)
    const decision = { decision: 'SPLIT', releaseAmount: '20.00', refundAmount: '30.00' }
    await api.post(`/disputes/${disputeId}/resolve`, decision)
  }
}

let orders: FundedOrder[] = []

describe('the auditor beside a running stack', () => {
  it(
    `finds nothing while ${ORDERS} orders go their ways, and says up to which ledger it has looked at all of them`,
    async () => {
      orders = await createOrders(running(), ORDERS)
      await Promise.all(orders.map(end))
      // A released order's seller takes out what it has brought, in three goes.
      const [, { sellerId: userId = '' } = {}] = orders
      const destination = await outsideAccount(running().stack.sandbox)
      for (const amount of ['20.00', '20.00', '10.00']) {
        await running().api.post('/withdrawals', { userId, amount, destination })
      }
      await untilBooksAgree(running())
      const round = await untilNextRound()
      expect(await everFound()).toEqual([])
      expect(round.orders).toBe(ORDERS / 4)
      expect(round.accounts).toBeGreaterThan(3 * ORDERS)
      expect(await reserves()).toMatchObject({ difference: '0.0000000', findings: { open: 0 } })
    },
    4 * SETTLED_MS,
  )

  it(
    'and "npm run verify" find that ledger, chain and workflows agree',
    async () => {
      const verified = await verifyStack(running().stack)
      expect(verified).toMatchObject({
        equal: true,
        differences: [],
        orders: ORDERS,
        withdrawals: 3,
        workflows: ORDERS / 4,
      })
      const { status, stdout } = runVerify()
      expect([status, stdout]).toEqual([0, expect.stringMatching(/^Ledger, chain and workflows agree: \d+ accounts/)])
    },
    SETTLED_MS,
  )

  it(
    'find an order whose row is not where its workflow is, tell it, and forget it when it is',
    async () => {
      const [open] = orders
      const id = open?.id ?? ''
      await goAround(running(), 'orders', `update orders set status = 'RELEASE_REQUESTED' where id = '${id}'`)
      await until(SETTLED_MS, 'the alarm about the order', async () => (await found(id))?.alarmedAt !== undefined)
      expect(await found(id)).toMatchObject({
        expected: expect.stringMatching(/^RELEASE_REQUESTED, version \d+$/),
        actual: expect.stringMatching(/^IN_PROGRESS, version \d+$/),
      })
      const { status, stdout } = runVerify('--json')
      const { equal, differences } = JSON.parse(stdout) as Verified
      expect([status, equal]).toEqual([1, false])
      expect(differences.map(({ kind, subject }) => `${kind} ${subject}`).sort()).toEqual([
        `order_history ${id}`,
        `order_workflow ${id}`,
      ])
      await goAround(running(), 'orders', `update orders set status = 'IN_PROGRESS' where id = '${id}'`)
      await until(SETTLED_MS, 'the finding to be resolved', async () => (await reserves()).findings.open === 0)
      const told = await running().db.sql<{ type: string }[]>`
        select event_type as type from events where payload ->> 'subject' = ${id} and payload ->> 'kind' = 'order_workflow'
        order by position`
      expect(told.map(({ type }) => type)).toEqual(['audit.difference_found', 'audit.difference_resolved'])
    },
    2 * SETTLED_MS,
  )

  it(
    'find a withdrawal whose workflow was terminated, and forget it when it runs again',
    async () => {
      const { api, stack } = running()
      const { sellerId: userId = '' } = orders[5] ?? {}
      const destination = await outsideAccount(stack.sandbox)
      await holdPayments(stack, true)
      const { id } = await api.post<{ id: string }>('/withdrawals', { userId, amount: '5.00', destination })
      const connection = await Connection.connect({ address: stack.temporalAddress })
      const { workflow } = new Client({ connection })
      await workflow.getHandle(id).terminate('by the test')
      await until(
        SETTLED_MS,
        'the alarm about the withdrawal',
        async () => (await foundOf('withdrawal', id)) !== undefined,
      )
      const sides = { expected: 'a running workflow (row PENDING)', actual: 'workflow TERMINATED' }
      expect(await foundOf('withdrawal', id)).toMatchObject(sides)
      const { status, stdout } = runVerify('--json')
      const { differences } = JSON.parse(stdout) as Verified
      expect([status, differences]).toEqual([1, [{ kind: 'withdrawal_workflow', subject: id, ...sides }]])
      // As the repair starts it again, from its row.
      const [row] = await running().db.sql<WithdrawalInput[]>`
        select command_id as "commandId", jsonb_build_object('withdrawalId', id, 'userId', user_id, 'amountStroops',
          amount_stroops::text, 'destination', destination, 'memo', null) as terms from withdrawals where id = ${id}`
      await workflow.start(withdrawalWorkflowType, { workflowId: id, taskQueue: ORDER_TASK_QUEUE, args: [row] })
      await holdPayments(stack, false)
      await connection.close()
      await until(SETTLED_MS, 'the withdrawal to be paid', async () => {
        return (await api.get<{ status: string }>(`/withdrawals/${id}`)).status === 'COMPLETED'
      })
      await until(SETTLED_MS, 'the finding to be resolved', async () => (await reserves()).findings.open === 0)
    },
    2 * SETTLED_MS,
  )

  it(
    'find an order whose workflow was terminated',
    async () => {
      const id = orders[4]?.id ?? ''
      const connection = await Connection.connect({ address: running().stack.temporalAddress })
      await new Client({ connection }).workflow.getHandle(id).terminate('by the test')
      await connection.close()
      await until(SETTLED_MS, 'the alarm about the order', async () => (await found(id))?.alarmedAt !== undefined)
      expect(await found(id)).toMatchObject({ actual: 'workflow TERMINATED' })
      const { status, stdout } = runVerify()
      expect(status).toBe(1)
      expect(stdout).toMatch(new RegExp(`^${id}: expected a running workflow .+, found workflow TERMINATED\\. `))
      // A system that no supervisor has started is described by the environment, as for its API and worker.
      const described = runVerifyWith(await environmentOf(running().stack))
      expect(described.stderr).toBe('')
      expect(described.stdout).toMatch(
        new RegExp(`^${id}: expected a running workflow .+, found workflow TERMINATED\\. `),
      )
      expect(described.status).toBe(1)
    },
    2 * SETTLED_MS,
  )
})

it('knows the workflows of orders and withdrawals by the names that they themselves go by', () => {
  expect(WITHDRAWAL_WORKFLOW_TYPE).toBe(withdrawalWorkflowType)
  expect(ORDER_WORKFLOW).toEqual({
    type: orderWorkflowType,
    stateQuery: QUERIES.state.name,
    statusAttribute: SEARCH_ATTRIBUTES.orderStatus,
  })
})

const found = (orderId: string) => foundOf('order', orderId)

/** The alarming finding about a workflow, as the API tells it. */
async function foundOf(what: 'order' | 'withdrawal', id: string): Promise<Finding | undefined> {
  const findings = await running().api.get<Finding[]>(`/audit/findings?kind=${what}_workflow&status=open&limit=100`)
  return findings.find(({ subject, alarmedAt }) => subject === id && alarmedAt !== null)
}

/** From now on the network takes no payment, or takes payments again. */
async function holdPayments({ sandbox }: Stack, isHeld: boolean): Promise<void> {
  const faults = isHeld ? [{ name: 'tryAgainLater', function: 'payment', times: 1_000_000 }] : []
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify({ faults })
  const answer = await fetch(`${sandbox.controlUrl}/faults`, { method: 'PATCH', headers, body })
  expect(answer.status).toBe(200)
}

async function environmentOf(stack: Stack): Promise<Record<string, string>> {
  const { databaseUrl, rpcUrl, chain, temporalAddress } = await systemOf(stack)
  return {
    STELLAR_NETWORK: 'local',
    DATABASE_URL: databaseUrl,
    STELLAR_RPC_URL: rpcUrl,
    STELLAR_NETWORK_PASSPHRASE: chain.passphrase,
    USDC_ISSUER: chain.usdcIssuer,
    TEMPORAL_ADDRESS: temporalAddress,
  }
}

function runVerify(...args: string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'offerhub-verify-'))
  try {
    writeFileSync(join(folder, 'dev.json'), JSON.stringify(running().stack))
    return runVerifyWith({ OFFERHUB_STATE_DIR: folder }, ...args)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function runVerifyWith(settings: Readonly<Record<string, string>>, ...args: string[]) {
  const { DATABASE_URL: _, ...inherited } = process.env
  const env = { ...inherited, ...settings }
  return spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', 'cli/verify.ts', ...args], {
    cwd: ROOT,
    encoding: 'utf8',
    env,
  })
}
