import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { Keypair } from '@stellar/stellar-sdk'
import postgres from 'postgres'
import { beforeAll, describe, expect, it } from 'vitest'
import { until } from '../../cli/demo/until.ts'
import { writePlan } from '../../crash/plan.ts'
import { PLAN_VARIABLE } from '../../crash/variables.ts'
import { SETTLED_MS } from '../e2e/createOrders.ts'
import { untilBooksAgree } from '../e2e/untilBooksAgree.ts'
import { type Backup, backUpPostgres } from './support/backup.ts'
import { allTransfers, paid } from './support/onChain.ts'
import { type Repaired, refusedRepair, repair } from './support/repairTool.ts'
import {
  contractOf,
  credited,
  fingerprint,
  type Made,
  makeOrder,
  type Person,
  payIn,
  person,
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

/** What claims top-ups waits for this lock (db/topUps/claimDueTopUps.ts). */
const BATCH_LOCK = 7_220_904
/** An order of 50 costs this much in protocol fees, which the treasury makes up for: 0.30 %. */
const TOP_UP = '1500000'
const AMOUNT = '500000000'
const REPAIR_MS = 3 * 60_000
/** The treasury had paid all that was due before the workers died, so that nothing of it can come any more. */
const ANY_ENVELOPE_MS = 10 * 60_000

describe('Postgres brought back to an earlier point, while Temporal and the chain are ahead', () => {
  /** At the backup: has its money set aside, waits for its funding, is in progress, is closed and owed a top-up. */
  let reserved: Made
  let waiting: Made
  let funded: Made
  let owed: Made
  /** Made after the backup. */
  let later: Made
  /** Paid after the backup, from the price of a sale and from a deposit that both came after it. */
  let withdrawn: Withdrawal[]
  let stranger: Person
  let stoppedAt: string
  let applied: Repaired

  beforeAll(async () => {
    await life().startAll()
    ;[reserved, waiting, funded, owed] = await Promise.all([
      makeOrder(life(), 'reserve'),
      makeOrder(life(), 'escrow'),
      makeOrder(life(), 'escrow/fund'),
      makeOrder(life(), 'escrow/fund'),
    ])
    const backup = await backUpWhileOwing(owed)
    await moveOn()
    stoppedAt = new Date(Date.now() - ANY_ENVELOPE_MS).toISOString()
    await backup.bringBack()
  }, 6 * 60_000)

  /** Nothing can claim the top-up that the order's end makes due, until the copy is made. */
  async function backUpWhileOwing(order: Made): Promise<Backup> {
    const { pieces, stack, api, startAll } = life()
    const holder = postgres(stack.databaseUrl, { max: 1 })
    await holder`select pg_advisory_lock(${BATCH_LOCK})`
    await api.post(`/orders/${order.id}/resolution/release`)
    await Promise.all([pieces.worker.end('SIGKILL'), pieces.api.end('SIGTERM')])
    await holder.end()
    const backup = await backUpPostgres(life())
    await startAll()
    return backup
  }

  /**
   * What the backup does not know: a funding, two releases, a top-up, deposits, withdrawals, a user, a whole order, and one
   * under way.
   */
  async function moveOn(): Promise<void> {
    const { api, pieces } = life()
    await untilBooksAgree(life())
    await payIn(life(), waiting.seller, '7.00')
    await credited(life(), waiting.seller, '7.00')
    await Promise.all([
      api.post(`/orders/${waiting.id}/escrow/fund`),
      api.post(`/orders/${funded.id}/resolution/release`),
    ])
    await untilBooksAgree(life())
    withdrawn = await Promise.all([withdraw(life(), owed.seller, '20.00'), withdraw(life(), waiting.seller, '5.00')])
    await untilWithdrawn(life(), withdrawn)
    const nowhere = { userId: owed.seller.id, amount: '1.00', destination: Keypair.random().publicKey() }
    await expect(api.post('/withdrawals', nowhere)).rejects.toThrow('DESTINATION_REFUSED')
    stranger = await person(life(), 'SELLER')
    await payIn(life(), stranger, '3.00')
    await credited(life(), stranger, '3.00')
    const draft = { buyerId: funded.seller.id, sellerId: funded.buyer.id, amount: '50.00' }
    const { id } = await api.post<{ id: Made['id'] }>('/orders', draft)
    await api.post(`/orders/${id}/reserve`)
    const { escrow } = await api.post<{ escrow: { trustlessContractId: string } }>(`/orders/${id}/escrow`)
    later = { id, buyer: funded.seller, seller: funded.buyer, contractId: escrow.trustlessContractId }
    await api.post(`/orders/${id}/escrow/fund`)
    await dieInTheMiddle()
    await pieces.api.end('SIGTERM')
  }

  /** One release is somewhere on its way; one deployment is signed, its contract's id is told, and it is never sent. */
  async function dieInTheMiddle(): Promise<void> {
    const { worker } = life().pieces
    await worker.end('SIGTERM')
    const plan = path.join(path.dirname(life().prepared.state.sandboxDb), 'plan')
    await writeFile(plan, writePlan({ at: 'step.submit.before', about: `${reserved.id}:deploy` }))
    await worker.start({ [PLAN_VARIABLE]: plan })
    await life().untilReady('worker')
    await send(life(), `/orders/${waiting.id}/resolution/release`)
    await untilSigned(life(), `${waiting.id}:delivered`)
    await send(life(), `/orders/${reserved.id}/escrow`)
    await send(life(), `/orders/${reserved.id}/escrow/fund`)
    await until(SETTLED_MS, 'the worker to die', async () => worker.pid() === null)
  }

  it(
    'is noticed by a worker, which starts no work and says what to do',
    async () => {
      const { worker } = life().pieces
      await worker.start()
      await until(SETTLED_MS, 'the worker to wait for the recovery', async () =>
        worker.log().includes('Waiting for the end of the recovery'),
      )
      expect(worker.log()).toContain('npm run repair')
      expect(worker.log()).not.toContain('worker is ready')
      expect(await refusedRepair(life(), '--apply')).toContain('Stop these first')
      expect(await worker.end('SIGTERM')).toMatchObject({ how: 'ended with code 0' })
    },
    SETTLED_MS,
  )

  it(
    'is told in full by the repair, which changes nothing until it is asked to',
    async () => {
      const before = await fingerprint(life())
      const seen = await repair(life())
      expect(seen).toMatchObject({ code: 1, well: false, did: [], unexplained: [] })
      const found = seen.found.join('\n')
      for (const { id } of [reserved, waiting, funded, later]) expect(found).toContain(`Order ${id} is ahead`)
      expect(found).toContain(`Order ${reserved.id} was told of contract`)
      for (const { id } of withdrawn)
        expect(found).toContain(`Withdrawal ${id} is ahead of the database by: request, paid.`)
      expect(found).toMatch(/The refusal of cmd_\w+ \(withdraw\) is not in the database/)
      expect(found).toContain('movements of our accounts were not read, 1 of them deposits')
      expect(seen.advised).toEqual([expect.stringContaining(`30000000 stroops reached ${stranger.address}`)])
      expect(await fingerprint(life())).toBe(before)
    },
    REPAIR_MS,
  )

  it(
    'is repaired from chain and workflows, until ledger and chain agree to the stroop',
    async () => {
      applied = await repair(life(), '--apply', '--stopped-at', stoppedAt)
      process.stderr.write(`Repaired in ${applied.elapsedMs} ms\n`)
      expect(applied).toMatchObject({ code: 0, well: true, hold: null, unexplained: [] })
      const again = await repair(life(), '--apply', '--stopped-at', stoppedAt)
      expect(again).toMatchObject({ code: 0, well: true, found: [], unexplained: [], advised: [] })
    },
    REPAIR_MS,
  )

  it(
    'goes on: every order comes to its end, and nothing is on chain twice',
    async () => {
      const { startAll, api } = life()
      await startAll()
      await untilStatus(life(), 'IN_PROGRESS', [reserved, later])
      await Promise.all([reserved, later].map(({ id }) => api.post(`/orders/${id}/resolution/release`)))
      const all = [reserved, waiting, funded, owed, later]
      await untilStatus(life(), 'CLOSED', all)
      await untilBooksAgree(life())
      const transfers = await allTransfers(life())
      for (const { id, buyer, seller } of all) {
        const contractId = await contractOf(life(), id)
        expect(paid(transfers, buyer.address, contractId)).toEqual([AMOUNT])
        expect(paid(transfers, contractId, seller.address)).toHaveLength(1)
        expect(paid(transfers, await treasuryOf(life()), seller.address)).toEqual([TOP_UP])
      }
      await untilWithdrawn(life(), withdrawn)
      const payouts = withdrawn.map(({ person, destination }) => paid(transfers, person.address, destination))
      expect(payouts).toEqual([['200000000'], ['50000000']])
    },
    2 * SETTLED_MS,
  )
})
