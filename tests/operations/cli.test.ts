import { describe, expect, it } from 'vitest'
import { until } from '../../cli/demo/until.ts'
import { SETTLED_MS } from '../e2e/createOrders.ts'
import { untilBooksAgree } from '../e2e/untilBooksAgree.ts'
import { disputeByHand } from './byHand.ts'
import { asked, offerhub } from './offerhub.ts'
import { askWithoutWaiting, availableOf, orderWithContract, reservedOrder, useOperations } from './useOperations.ts'
import { holdPayments, withdraw } from './withdraw.ts'

const running = useOperations()

type Stuck = { orders: { orderId: string; kind: string; step: string; reason: string; advice: string; page: string }[] }
type Row = { action: string; performedBy: string; reason: string; details: Record<string, string>; commandId: unknown }
type Dossier = {
  order: { status: string }
  stuck: unknown
  openCommands: { kind: string }[]
  steps: { step: string }[]
}
type Pending = { withdrawals: { id: string; stuck: unknown; page: string }[] }
type Failure = { error: { code: string; message: string } }

const SIGNED = ['--by', 'Ana', '--reason', 'The vendor is down']
const tell = <T>(...args: string[]) => asked<T>(args, running().env)
const read = (id: string) => running().api.get<Record<string, unknown>>(`/orders/${id}`)
const status = async (id: string) => (await read(id)).status
const paid = async (id: string) => (await running().api.get<{ status: string }>(`/withdrawals/${id}`)).status
const log = async (id: string) => (await tell<{ actions: Row[] }>('audit', 'log', '--order', id)).json.actions

/** Waits until the order is found as operations staff find it. */
async function untilStuck(id: string): Promise<Stuck['orders'][number]> {
  let found: Stuck['orders'][number] | undefined
  await until(SETTLED_MS, `${id} to be stuck`, async () => {
    found = (await tell<Stuck>('orders', 'stuck')).json.orders.find(({ orderId }) => orderId === id)
    return found !== undefined
  })
  if (found === undefined) throw new Error(`${id} was not found`)
  return found
}

describe('an order that the vendor keeps from being funded', () => {
  it(
    'is found with its step and its reason, retried, and finished',
    async () => {
      const { id, contractId } = await orderWithContract(running(), '[fault tamperedAmount@fund_escrow]')
      await askWithoutWaiting(running(), `/orders/${id}/escrow/fund`)
      const found = await untilStuck(id)
      expect(found).toMatchObject({
        kind: 'tampered',
        step: 'Buyer: send the USDC to the escrow contract (1 of 1)',
        reason: expect.stringContaining('the argument amount is not what was asked for'),
        page: `${running().stack.temporalUi}/namespaces/default/workflows/${id}`,
      })
      const overApi = await running().api.get<{ orderId: string; reason: string }[]>('/support/orders/stuck')
      expect(overApi.find(({ orderId }) => orderId === id)?.reason).toBe(found.reason)
      const { out: list } = await offerhub(['orders', 'stuck'], running().env)
      for (const words of [id, found.step, 'ESCROW_FUNDING', '50.00 USD', `orders retry`]) expect(list).toContain(words)

      const { out: page } = await offerhub(['orders', 'show', id], running().env)
      for (const words of ['STUCK', contractId, 'says the same', 'order.escrow_funding', 'deploy', 'APPLIED']) {
        expect(page).toContain(words)
      }
      const { json: dossier } = await tell<Dossier>('orders', 'show', id)
      expect(dossier).toMatchObject({ stuck: { kind: 'tampered' }, openCommands: [{ kind: 'fund' }] })

      expect((await offerhub(['orders', 'retry', id, '--by', 'Ana', '--reason', 'Mended'], running().env)).exit).toBe(0)
      await until(SETTLED_MS, 'the funding', async () => (await status(id)) === 'IN_PROGRESS')
      expect(await log(id)).toMatchObject([{ action: 'retryNow', performedBy: 'Ana', reason: 'Mended' }])
      expect((await tell<Dossier>('orders', 'show', id)).json).toMatchObject({ stuck: null, openCommands: [] })

      const again = await tell<Failure>('orders', 'retry', id)
      expect([again.exit, again.json.error.code]).toEqual([1, 'INVALID_STATE'])
      const tooLate = await tell<Failure>('orders', 'abort', id, ...SIGNED)
      expect([tooLate.exit, tooLate.json.error.code]).toEqual([1, 'INVALID_STATE'])
      await untilBooksAgree(running())
    },
    2 * SETTLED_MS,
  )

  it(
    'is aborted, the buyer has the money back, and whoever asked for the funding is told',
    async () => {
      const { id, buyerId } = await orderWithContract(running(), '[fault tamperedAmount@fund_escrow x1000]')
      await askWithoutWaiting(running(), `/orders/${id}/escrow/fund`)
      await untilStuck(id)
      expect(await availableOf(running(), buyerId)).toBe('0.00')
      const aborted = await tell('orders', 'abort', id, ...SIGNED)
      expect(aborted).toMatchObject({ exit: 0, json: { orderId: id, status: 'CLOSED', outcome: 'SUCCEEDED' } })
      expect(await read(id)).toMatchObject({ status: 'CLOSED', finalStatus: 'CANCELED' })
      expect(await availableOf(running(), buyerId)).toBe('50.00')
      expect(await log(id)).toMatchObject([{ action: 'abort', performedBy: 'Ana', commandId: /^cmd_/ }].map(withId))
      const commands = await running().api.get<{ kind: string; status: string }[]>(`/orders/${id}/commands`)
      expect(commands.find(({ kind }) => kind === 'fund')?.status).toBe('REJECTED')
      const { json } = await tell<Stuck>('orders', 'stuck')
      expect(json.orders.map(({ orderId }) => orderId)).not.toContain(id)
      const again = await tell<Failure>('orders', 'abort', id, ...SIGNED)
      expect([again.exit, again.json.error.code]).toEqual([1, 'INVALID_STATE'])
      await untilBooksAgree(running())
    },
    2 * SETTLED_MS,
  )
})

const withId = ({ commandId, ...row }: { commandId: RegExp; action: string; performedBy: string }) => ({
  ...row,
  commandId: expect.stringMatching(commandId),
})

describe('an order whose contract somebody froze by hand', () => {
  it(
    'goes on with that transaction and no other, and the books agree',
    async () => {
      const title = '[fault tamperedFunction@dispute_escrow x1000]'
      const { id, buyerId, contractId } = await orderWithContract(running(), title)
      await running().api.post(`/orders/${id}/escrow/fund`)
      await askWithoutWaiting(running(), `/orders/${id}/resolution/refund`)
      await untilStuck(id)
      const [funding] = await running().db.sql<{ hash: string }[]>`
        select hash from chain_attempts where order_id = ${id} and kind = 'fund' and status = 'APPLIED'`
      const wrong = await tell<Failure>('orders', 'resolve', id, '--transaction', funding?.hash ?? '', ...SIGNED)
      expect([wrong.exit, wrong.json.error.code]).toEqual([1, 'PROOF_NOT_ACCEPTED'])
      expect(wrong.json.error.message).toContain('it calls fund_escrow instead of dispute_escrow')
      expect(await status(id)).toBe('REFUND_REQUESTED')

      const hash = await disputeByHand(running(), contractId)
      const done = await tell('orders', 'resolve', id, '--transaction', hash, '--by', 'Ana', '--reason', 'By hand')
      expect(done).toMatchObject({ exit: 0, json: { outcome: 'SUCCEEDED' } })
      await until(SETTLED_MS, 'the refund', async () => (await status(id)) === 'CLOSED')
      expect(await read(id)).toMatchObject({ finalStatus: 'REFUNDED' })
      expect(await availableOf(running(), buyerId)).toBe('50.00')
      expect(await log(id)).toMatchObject([
        { action: 'resolveManually', performedBy: 'Ana', reason: 'By hand', details: { transactionHash: hash } },
      ])
      const { json } = await tell<Dossier>('orders', 'show', id)
      expect(json.steps.map(({ step }) => step)).toEqual(['deploy', 'fund', 'resolve'])
      await untilBooksAgree(running())
    },
    2 * SETTLED_MS,
  )
})

describe('an order with a deadline', () => {
  it(
    'is given more time, and not less',
    async () => {
      const { id } = await reservedOrder(running(), { deadlines: { reservationHours: 24 } })
      const extend = (until: string) =>
        tell<Failure>('orders', 'extend', id, '--deadline', 'reservation', '--until', until, ...SIGNED)
      const later = await extend('2100-01-31T12:00:00Z')
      expect(later.exit).toBe(0)
      expect(await read(id)).toMatchObject({ deadlines: [{ kind: 'reservation', dueAt: '2100-01-31T12:00:00.000Z' }] })
      const { out } = await offerhub(['orders', 'show', id], running().env)
      expect(out).toContain('due 2100-01-31T12:00:00.000Z')
      const earlier = await extend('2090-01-31T12:00:00Z')
      expect([earlier.exit, earlier.json.error.code]).toEqual([1, 'DEADLINE_NOT_LATER'])
      expect(await log(id)).toMatchObject([
        { action: 'extendDeadline', details: { until: '2100-01-31T12:00:00.000Z' } },
      ])
    },
    SETTLED_MS,
  )
})

describe('a withdrawal', () => {
  it(
    'that is under way is shown, and neither retried nor given up: it is paid',
    async () => {
      const { id } = await withdraw(running())
      const { json: seen } = await tell<Pending>('withdrawals', 'pending')
      const page = `${running().stack.temporalUi}/namespaces/default/workflows/${id}`
      expect(seen.withdrawals).toMatchObject([{ id, stuck: null, page }])
      const { out } = await offerhub(['withdrawals', 'pending'], running().env)
      for (const words of ['1 pending', id, '20.00 USD', 'under way']) expect(out).toContain(words)
      const refused = async (...args: string[]) => {
        const { exit, json } = await tell<Failure>('withdrawals', ...args)
        return [exit, json.error.code]
      }
      expect(await refused('retry', id)).toEqual([1, 'INVALID_STATE'])
      expect(await refused('give-up', id, ...SIGNED)).toEqual([1, 'INVALID_STATE'])
      expect(await refused('give-up', 'wdr_missing', ...SIGNED)).toEqual([1, 'WITHDRAWAL_NOT_FOUND'])
      await holdPayments(running(), false)
      await until(SETTLED_MS, 'the payment', async () => (await paid(id)) === 'COMPLETED')
      expect(await refused('give-up', id, ...SIGNED)).toEqual([1, 'INVALID_STATE'])
      expect((await tell<Pending>('withdrawals', 'pending')).json.withdrawals).toEqual([])
      const { json } = await tell<{ actions: unknown[] }>('audit', 'log', '--withdrawal', id)
      expect(json.actions).toEqual([])
      await untilBooksAgree(running())
    },
    2 * SETTLED_MS,
  )
})

describe('offerhub', () => {
  it(
    'finds the stack of this folder by its dev.json',
    async () => {
      const { exit, json } = await asked<Stuck>(['orders', 'stuck'], { OFFERHUB_STATE_DIR: running().stateDir })
      expect([exit, Array.isArray(json.orders)]).toEqual([0, true])
    },
    SETTLED_MS,
  )

  it(
    'retries every stuck order at once, also when there is none',
    async () => {
      expect((await tell('orders', 'retry', '--all')).exit).toBe(0)
    },
    SETTLED_MS,
  )

  it(
    'says of an unknown order that there is none',
    async () => {
      for (const args of [
        ['show', 'ord_unknown'],
        ['retry', 'ord_unknown'],
        ['abort', 'ord_unknown', ...SIGNED],
      ]) {
        const { exit, json } = await tell<Failure>('orders', ...args)
        expect([exit, json.error.code]).toEqual([1, 'ORDER_NOT_FOUND'])
      }
    },
    SETTLED_MS,
  )

  it(
    'says what cannot be reached, and ends with 3',
    async () => {
      const { env } = running()
      const noTemporal = await asked<Failure>(['orders', 'stuck'], { ...env, TEMPORAL_ADDRESS: '127.0.0.1:1' })
      expect([noTemporal.exit, noTemporal.json.error.code]).toEqual([3, 'TEMPORAL_UNREACHABLE'])
      const DATABASE_URL = 'postgres://nobody:x@127.0.0.1:1/nothing'
      const noDatabase = await asked<Failure>(['audit', 'log'], { ...env, DATABASE_URL })
      expect([noDatabase.exit, noDatabase.json.error.code]).toEqual([3, 'DATABASE_UNREACHABLE'])
    },
    SETTLED_MS,
  )
})
