import { describe, expect, test } from 'vitest'
import { DEPOSIT_WATCHER, readCursor } from '../../db/deposits/readCursor.ts'
import { post } from '../../db/ledger/post.ts'
import { suspense, wallet } from '../../domain/ledger/accounts.ts'
import { posting } from '../../domain/ledger/posting.ts'
import { stroops } from '../../domain/money.ts'
import { funded, startFunding } from '../../domain/order/changes/fund.ts'
import type { OrderState } from '../../domain/order/state.ts'
import { newPerson, type Person, pay, stranger } from '../deposits/support/depositWorld.ts'
import { startWatcher } from '../deposits/support/watcher.ts'
import { deploy, reservedOrder, someCommand, someTerms, take, usdc } from '../setup/books.ts'
import {
  type AuditWorld,
  applied,
  contractTransfer,
  findingsOf,
  lookThrough,
  lookUntil,
  someContract,
  startAuditWorld,
  storeAsStep,
  untilAlarmed,
  untilResolved,
} from './support/auditWorld.ts'

// What is on its way between chain and ledger is no difference, however long it takes and however often one looks.

const LEDGERS = 20
const DEPOSITS = 12

async function inWorld(
  options: Parameters<typeof startAuditWorld>[0],
  run: (world: AuditWorld, ann: Person) => Promise<void>,
): Promise<void> {
  const world = await startAuditWorld(options)
  try {
    const ann = await newPerson(world)
    await pay(world, await stranger(world, '1000'), ann.address, '1000')
    await untilHolds(world, ann, usdc(1_000))
    await run(world, ann)
  } finally {
    await world.stop()
  }
}

async function untilHolds(world: AuditWorld, { userId }: Person, balance: bigint): Promise<void> {
  await lookUntil(world, async () => {
    const [row] = await world.db.sql<{ balance: bigint }[]>`
      select balance from ledger_accounts where name = ${wallet(userId).name}`
    return row?.balance === balance ? true : undefined
  })
}

async function everything({ db }: AuditWorld) {
  return await db.sql`select kind, subject, expected, actual from audit_findings order by id`
}

type Paid = { order: OrderState; proof: { transactionHash: string; ledger: number } }

/** An order whose buyer's wallet has paid the contract in a step of ours that nobody has booked yet. */
async function paidOrder(world: AuditWorld, { userId, wallet: key }: Person): Promise<Paid> {
  const contractId = someContract()
  const reserved = await reservedOrder(world.db, someTerms(userId, userId, usdc(5)))
  const order = await take(world.db, startFunding(await deploy(world.db, reserved, contractId), someCommand()))
  const transaction = await contractTransfer(world, key, contractId, usdc(5))
  const { orderId } = order.terms
  await storeAsStep(world, transaction, { stepKey: `${orderId}:fund`, kind: 'fund', orderId })
  return { order, proof: await applied(world, transaction) }
}

describe('nothing is found', () => {
  test('while a step of ours is on chain and not yet booked, nor when it is booked', () =>
    inWorld({}, async (world, ann) => {
      const { order, proof } = await paidOrder(world, ann)
      await lookThrough(world, LEDGERS)
      await take(world.db, funded(order, someCommand(), proof))
      await lookThrough(world, LEDGERS)
      expect(await everything(world)).toEqual([])
      expect(await world.db.sql`select * from audit_unbooked`).toEqual([])
    }))

  test('while a deposit waits for the watcher to read it, nor when it is credited', () =>
    inWorld({}, async (world, ann) => {
      await lookUntil(world, async () => (await readCursor(world.db, DEPOSIT_WATCHER)) ?? undefined)
      await world.watcher.stop()
      await pay(world, await stranger(world), ann.address, '7')
      await lookThrough(world, LEDGERS)
      expect(await everything(world)).toEqual([])
      const again = startWatcher(world)
      await untilHolds(world, ann, usdc(1_007))
      await lookThrough(world, LEDGERS)
      await again.stop()
      expect(await everything(world)).toEqual([])
    }))

  test('while deposits come in and contracts are paid all the time', () =>
    inWorld({}, async (world, ann) => {
      const payer = await stranger(world)
      const depositing = async () => {
        for (let n = 0; n < DEPOSITS; n += 1) await pay(world, payer, ann.address, '3')
      }
      const funding = async () => {
        for (let n = 0; n < DEPOSITS; n += 1) {
          const { order, proof } = await paidOrder(world, ann)
          await take(world.db, funded(order, someCommand(), proof))
        }
      }
      let busy = true
      const done = Promise.all([depositing(), funding()]).finally(() => {
        busy = false
      })
      while (busy) await world.look()
      await done
      await untilHolds(world, ann, usdc(1_000 + DEPOSITS * (3 - 5)))
      await lookThrough(world, LEDGERS)
      expect(await everything(world)).toEqual([])
    }))
})

test('one stroop is found although a step of ours is on its way at the same wallet', () =>
  inWorld({}, async (world, ann) => {
    const { proof } = await paidOrder(world, ann)
    const entries = [
      { account: wallet(ann.userId), amount: stroops(1n) },
      { account: suspense, amount: stroops(-1n) },
    ]
    await post(world.db.sql, posting({ key: 'made up', kind: 'deposit', proof, entries }))
    const found = await untilAlarmed(world, 'ledger_chain', wallet(ann.userId).name)
    expect(found).toMatchObject({ expected: '995.0000001', actual: '995.0000000' })
  }))

test('a transfer of ours that stays unbooked for too long is found by itself, until it is booked', () =>
  inWorld({ patience: { unbookedMs: 0 } }, async (world, ann) => {
    const { order, proof } = await paidOrder(world, ann)
    const eventId = await lookUntil(world, async () => {
      const [row] = await world.db.sql<{ eventId: string }[]>`
        select event_id as "eventId" from chain_transfers where transaction_hash = ${proof.transactionHash}`
      return row?.eventId
    })
    const found = await untilAlarmed(world, 'unbooked_transfer', eventId)
    expect(found.actual).toContain(`5.0000000 from ${ann.address} to ${order.escrow?.contractId}`)
    await take(world.db, funded(order, someCommand(), proof))
    await untilResolved(world, 'unbooked_transfer', eventId)
    expect(await findingsOf(world, 'ledger_chain', wallet(ann.userId).name)).toEqual([])
  }))
