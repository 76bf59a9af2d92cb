import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { Client, Connection } from '@temporalio/client'
import { beforeAll, describe, expect, it } from 'vitest'
import { until } from '../../cli/demo/until.ts'
import { writePlan } from '../../crash/plan.ts'
import { PLAN_VARIABLE } from '../../crash/variables.ts'
import { SETTLED_MS } from '../e2e/createOrders.ts'
import { untilBooksAgree } from '../e2e/untilBooksAgree.ts'
import { backUpPostgres, loseTemporal } from './support/backup.ts'
import { allTransfers, paid } from './support/onChain.ts'
import { repair } from './support/repairTool.ts'
import {
  contractOf,
  credited,
  type Made,
  makeOrder,
  type Person,
  payIn,
  send,
  treasuryOf,
  untilSigned,
  untilStatus,
  untilWithdrawn,
  type Withdrawal,
  withdraw,
} from './support/restoring.ts'
import { useLife } from './support/usePieces.ts'

const life = useLife(100)

const AMOUNT = '500000000'
const TOP_UP = '1500000'
const PARTS = {
  milestones: [
    { ref: 'one', title: 'First half', amount: '25.00' },
    { ref: 'two', title: 'Second half', amount: '25.00' },
  ],
}
const SCENE_MS = 6 * 60_000
/** Longer before than any envelope lives: of use where nothing was under way when the workers were stopped. */
const longAgo = () => new Date(Date.now() - 10 * 60_000).toISOString()

/** Why the activity of a service failed last, as its page in the Web UI shows it. */
async function problemOf(service: string): Promise<string> {
  const connection = await Connection.connect({ address: life().stack.temporalAddress })
  try {
    const { raw } = await new Client({ connection }).workflow.getHandle(service).describe()
    return raw.pendingActivities?.[0]?.lastFailure?.message ?? ''
  } finally {
    await connection.close()
  }
}

const act = <T = unknown>(order: Made, path: string, body?: object) =>
  life().api.post<T>(`/orders/${order.id}/${path}`, body)
const stopOurs = (signal: 'SIGKILL' | 'SIGTERM') =>
  Promise.all([life().pieces.worker.end(signal), life().pieces.api.end('SIGTERM')])

describe('Temporal lost altogether, with orders in every state', () => {
  let reserved: Made
  let deploying: Made
  let funded: Made
  let disputed: Made
  let byMilestone: Made
  let releasing: Made
  let closed: Made
  const open = () => [reserved, deploying, funded, disputed, byMilestone, releasing]

  beforeAll(async () => {
    await life().startAll()
    ;[reserved, deploying, funded, disputed, byMilestone, releasing, closed] = await Promise.all([
      makeOrder(life(), 'reserve'),
      makeOrder(life(), 'reserve'),
      makeOrder(life(), 'escrow/fund', { deadlines: { reviewHours: 24 } }),
      makeOrder(life(), 'escrow/fund'),
      makeOrder(life(), 'escrow/fund', PARTS),
      makeOrder(life(), 'escrow/fund'),
      makeOrder(life(), 'escrow/fund'),
    ])
    await act(disputed, 'resolution/dispute', { openedBy: 'BUYER', reason: 'NOT_DELIVERED' })
    await act(closed, 'resolution/release')
    await untilBooksAgree(life())
    await send(life(), `/orders/${byMilestone.id}/milestones/one/release`)
    await send(life(), `/orders/${releasing.id}/resolution/release`)
    await send(life(), `/orders/${deploying.id}/escrow`)
    await send(life(), `/orders/${deploying.id}/escrow/fund`)
    await untilSigned(life(), `${releasing.id}:delivered`)
    await stopOurs('SIGKILL')
    await loseTemporal(life())
  }, SCENE_MS)

  it(
    'starts every open order again from the database, and says so before',
    async () => {
      const seen = await repair(life())
      expect(seen).toMatchObject({ code: 1, well: false, did: [], unexplained: [] })
      for (const { id } of open()) {
        expect(seen.found).toContain(`Order ${id} needs its workflow started again: Temporal does not know it.`)
      }
      expect(seen.found.join('\n')).not.toContain(closed.id)
      const applied = await repair(life(), '--apply')
      process.stderr.write(`Repaired in ${applied.elapsedMs} ms\n`)
      expect(applied).toMatchObject({ code: 0, well: true, hold: null, unexplained: [] })
      expect(await repair(life(), '--apply')).toMatchObject({ well: true, found: [], unexplained: [], advised: [] })
    },
    SCENE_MS,
  )

  it(
    'finishes what was under way and takes every order to its end, each effect once',
    async () => {
      await life().startAll()
      await untilStatus(life(), 'CLOSED', [releasing])
      await untilStatus(life(), 'IN_PROGRESS', [deploying])
      const { deadlines } = await life().api.get<{ deadlines: { kind: string }[] }>(`/orders/${funded.id}`)
      expect(deadlines).toHaveLength(1)
      await act(reserved, 'escrow')
      await act(reserved, 'escrow/fund')
      await Promise.all([reserved, deploying, funded].map((order) => act(order, 'resolution/release')))
      const { dispute } = await life().api.get<{ dispute: { id: string } }>(`/orders/${disputed.id}`)
      await life().api.post(`/disputes/${dispute.id}/resolve`, { decision: 'FULL_REFUND' })
      await until(SETTLED_MS, 'the first milestone to be released', async () => {
        const { milestones } = await life().api.get<{ milestones: { status: string }[] }>(`/orders/${byMilestone.id}`)
        return milestones[0]?.status === 'RELEASED'
      })
      await act(byMilestone, 'milestones/two/release')
      await untilStatus(life(), 'CLOSED', open())
      await untilBooksAgree(life())
      const transfers = await allTransfers(life())
      for (const { id, buyer, seller } of [...open(), closed]) {
        const contractId = await contractOf(life(), id)
        expect(paid(transfers, buyer.address, contractId)).toEqual([AMOUNT])
        const payouts = [...paid(transfers, contractId, seller.address), ...paid(transfers, contractId, buyer.address)]
        expect(payouts).toHaveLength(id === byMilestone.id ? 2 : 1)
      }
      const waiting = await life().db.sql`select command_id, kind from commands where status = 'PENDING'`
      expect(waiting).toEqual([])
    },
    SCENE_MS,
  )
})

describe('both lost, Postgres to an earlier point', () => {
  let order: Made
  /** Set aside at the backup and paid afterwards; asked for afterwards. */
  let pending: Withdrawal
  let forgotten: Withdrawal

  beforeAll(async () => {
    await life().startAll()
    order = await makeOrder(life(), 'escrow/fund')
    await payIn(life(), order.seller, '9.00')
    await credited(life(), order.seller, '9.00')
    await untilBooksAgree(life())
    pending = await setAside(order.seller)
    const backup = await backUpPostgres(life())
    await life().startAll()
    await act(order, 'resolution/release')
    forgotten = await withdraw(life(), order.seller, '30.00')
    await untilWithdrawn(life(), [pending, forgotten])
    await untilBooksAgree(life())
    await stopOurs('SIGTERM')
    await backup.bringBack()
    await loseTemporal(life())
  }, SCENE_MS)

  /** The worker dies before it signs the payment. */
  async function setAside(person: Person): Promise<Withdrawal> {
    const { worker } = life().pieces
    await worker.end('SIGTERM')
    const plan = path.join(path.dirname(life().prepared.state.sandboxDb), 'plan')
    await writeFile(plan, writePlan({ at: 'step.sign.before', about: 'wdr_*' }))
    await worker.start({ [PLAN_VARIABLE]: plan })
    const withdrawal = await withdraw(life(), person, '4.00')
    await until(SETTLED_MS, 'the worker to die', async () => worker.pid() === null)
    await stopOurs('SIGTERM')
    return withdrawal
  }

  it(
    'is repaired as far as the chain tells, and what was asked for is asked for again',
    async () => {
      const applied = await repair(life(), '--apply', '--stopped-at', longAgo())
      process.stderr.write(`Repaired in ${applied.elapsedMs} ms\n`)
      expect(applied).toMatchObject({ code: 0, well: true, hold: null, unexplained: [] })
      expect(applied.advised.join('\n')).toContain(`send order ${order.id} the command behind "release" again`)
      expect(applied.advised.join('\n')).toContain('It is not paid again')
      const orphan = `30.0000000 USDC of user ${forgotten.person.id} to ${forgotten.destination}, for a withdrawal that nobody remembers. The user does not have that much yet`
      expect(applied.advised.join('\n')).toContain(orphan)
      expect(applied.did).toContain(`Withdrawal ${pending.id} runs again: it is paid, or found paid.`)
      expect(await repair(life(), '--apply', '--stopped-at', longAgo())).toMatchObject({ well: true, unexplained: [] })
    },
    SCENE_MS,
  )

  it(
    'pays neither the release nor its top-up a second time',
    async () => {
      await life().startAll()
      await act(order, 'resolution/release')
      await untilStatus(life(), 'CLOSED', [order])
      await until(SETTLED_MS, 'the treasury to pay what is due, or to refuse to', async () => {
        const paidOff = await life().db.sql`select from top_ups where order_id = ${order.id} and status = 'PAID'`
        return paidOff.length > 0 || (await problemOf('treasury')).includes('nobody knows what for')
      })
      const topUps = async () => paid(await allTransfers(life()), await treasuryOf(life()), order.seller.address)
      expect(await topUps()).toEqual([TOP_UP])
      await stopOurs('SIGTERM')
      const applied = await repair(life(), '--apply', '--stopped-at', longAgo())
      expect(applied).toMatchObject({ well: true, unexplained: [] })
      expect(applied.advised).toEqual([expect.stringContaining('It is booked as withdrawal wdr_')])
      expect(applied.did.join('\n')).toContain('1 top-ups of batch')
      await life().startAll()
      await untilBooksAgree(life())
      const transfers = await allTransfers(life())
      const contractId = await contractOf(life(), order.id)
      expect(paid(transfers, contractId, order.seller.address)).toHaveLength(1)
      expect(await topUps()).toEqual([TOP_UP])
      const payouts = [pending, forgotten].map(({ destination }) => paid(transfers, order.seller.address, destination))
      expect(payouts).toEqual([['40000000'], ['300000000']])
      const rows = await life().db.sql<{ id: string; line: string }[]>`
        select id, concat_ws(' ', status, amount_stroops) as line from withdrawals order by amount_stroops`
      expect(rows.map(({ line }) => line)).toEqual(['COMPLETED 40000000', 'COMPLETED 300000000'])
      expect(rows[0]?.id).toBe(pending.id)
      const { available } = await life().api.get<{ available: string }>(`/users/${order.seller.id}/balance`)
      expect(available).toBe('25.00')
    },
    SCENE_MS,
  )
})
