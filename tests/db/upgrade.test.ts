import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { drizzle } from 'drizzle-orm/postgres-js'
import { migrate as applyMigrations } from 'drizzle-orm/postgres-js/migrator'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findApiKey } from '../../db/apiKeys/findApiKey.ts'
import { hashKey } from '../../db/apiKeys/hashKey.ts'
import { readCommand } from '../../db/commands/read.ts'
import { close, connect, type Database } from '../../db/connect.ts'
import { balanceDrift, ledgerSum, userBalance } from '../../db/ledger/balances.ts'
import { post } from '../../db/ledger/post.ts'
import { migrate } from '../../db/migrate.ts'
import { newId } from '../../db/newId.ts'
import { listOrders } from '../../db/orders/list.ts'
import { claimDueTopUps } from '../../db/topUps/claimDueTopUps.ts'
import { markTopUpsPaid } from '../../db/topUps/markTopUpsPaid.ts'
import type { CommandId, OrderId, UserId } from '../../domain/ids.ts'
import { fundPosting } from '../../domain/ledger/rules/fund.ts'
import { reservePosting } from '../../domain/ledger/rules/reserve.ts'
import { stroops } from '../../domain/money.ts'
import { newOrderState, type OrderState } from '../../domain/order/state.ts'
import { escrowIdOf } from '../../domain/order/step.ts'
import { giveMoney, randomAddress, randomContract, someProof, someTerms, take, usdc } from '../setup/books.ts'
import { createEmptyDatabase } from '../setup/postgres.ts'
import { decided, decisionOf, disputeIt, someTransfer, watch } from './disputing.ts'

// Goal: a database that was in use before there were disputes goes on with everything it held. Method: the first two
// migrations alone, rows written as they were then, the rest of the migrations, and then today's functions on those rows.
const MIGRATIONS = fileURLToPath(new URL('../../db/migrations', import.meta.url))
const KEY = 'ohk_test_0123456789abcdefghij'

type Before = {
  buyer: UserId
  seller: UserId
  batched: OrderId
  waiting: OrderId
  running: OrderState
  commandId: CommandId
}
let server: Awaited<ReturnType<typeof createEmptyDatabase>>
let db: Database
let before: Before
let added: string[]
beforeAll(async () => {
  server = await createEmptyDatabase()
  await migrateTo(2)
  db = connect(server.url)
  before = await fillAsThen()
  added = await migrate(server.url)
})
afterAll(async () => {
  await close(db)
  await server.drop()
})

async function migrateTo(count: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'offerhub-migrations-'))
  const sql = postgres(server.url, { max: 1, onnotice: () => undefined })
  try {
    cpSync(MIGRATIONS, folder, { recursive: true })
    const journalPath = join(folder, 'meta/_journal.json')
    const journal = JSON.parse(readFileSync(journalPath, 'utf8')) as { entries: unknown[] }
    writeFileSync(journalPath, JSON.stringify({ ...journal, entries: journal.entries.slice(0, count) }))
    await applyMigrations(drizzle(sql), { migrationsFolder: folder })
  } finally {
    await sql.end()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function fillAsThen(): Promise<Before> {
  const [buyer, seller] = [await oldUser(), await oldUser()]
  await giveMoney(db, buyer, usdc(100))
  const [batched, waiting, commandId] = [
    await oldClosedOrder(buyer, seller),
    await oldClosedOrder(buyer, seller),
    newId('command'),
  ]
  await db.sql`insert into top_ups (order_id, user_id, amount_stroops, batch_key, batched_at) values (${batched}, ${seller}, 3, ${batched}, now())`
  await db.sql`insert into top_ups (order_id, user_id, amount_stroops) values (${waiting}, ${seller}, 4)`
  await db.sql`
    insert into commands (command_id, order_id, kind, status, snapshot, settled_at)
    values (${commandId}, ${batched}, 'release', 'SUCCEEDED', ${`{"id": "${batched}", "escrow": null}`}::text::jsonb, now())`
  await db.sql`
    insert into api_keys (id, name, environment, prefix, hash, scopes)
    values (${newId('apiKey')}, 'shop', 'test', ${KEY.slice(0, 13)}, ${hashKey(KEY)}, '{read}')`
  return { buyer, seller, batched, waiting, running: await oldRunningOrder(buyer, seller), commandId }
}

async function oldUser(): Promise<UserId> {
  const id = newId('user')
  await db.sql`insert into users (id, external_user_id, type) values (${id}, ${id}, 'BOTH')`
  await db.sql`
    insert into wallets (address, user_id, status, key_id, ciphertext) values (${randomAddress()}, ${id}, 'PENDING', 'k1', 'c2VhbGVk')`
  return id
}

async function oldClosedOrder(buyer: UserId, seller: UserId): Promise<OrderId> {
  const id = newId('order')
  await db.sql`
    insert into orders (id, version, status, final_status, buyer_id, seller_id, amount_stroops, currency, platform_fee_bps)
    values (${id}, 1, 'CLOSED', 'RELEASED', ${buyer}, ${seller}, 1000, 'USD', 0)`
  return id
}

/** An order whose contract holds 40 USDC. */
async function oldRunningOrder(buyerId: UserId, sellerId: UserId): Promise<OrderState> {
  const terms = someTerms(buyerId, sellerId, usdc(40))
  const { orderId } = terms
  const [contractId, escrowId, amount, proof] = [randomContract(), escrowIdOf(terms), usdc(40), someProof()]
  await db.sql`
    insert into orders (id, version, status, buyer_id, seller_id, amount_stroops, currency, platform_fee_bps)
    values (${orderId}, 1, 'IN_PROGRESS', ${buyerId}, ${sellerId}, ${amount}, 'USD', 0)`
  await db.sql`
    insert into escrows (id, order_id, contract_id, status) values (${escrowId}, ${orderId}, ${contractId}, 'FUNDED')`
  await post(db.sql, reservePosting({ key: `${orderId}:a`, orderId, buyerId, amount }))
  await post(db.sql, fundPosting({ key: `${orderId}:b`, orderId, buyerId, contractId, amount, milestones: [], proof }))
  const escrow = { escrowId, contractId, status: 'FUNDED' } as const
  return { ...newOrderState(terms), status: 'IN_PROGRESS', version: 1, escrow }
}

describe('a database from before there were disputes', () => {
  test('gets exactly the migrations that it lacks', () => {
    const all = readdirSync(MIGRATIONS).filter((name) => name.endsWith('.sql'))
    expect(added).toEqual(
      all
        .toSorted()
        .slice(2)
        .map((name) => name.slice(0, -'.sql'.length)),
    )
  })

  test('pays the batch of top-ups that was claimed under its name, then what was due', async () => {
    const first = await claimDueTopUps(db, 10)
    expect(first).toMatchObject({ batchKey: before.batched, topUps: [{ orderId: before.batched, amountStroops: '3' }] })
    await markTopUpsPaid(db, before.batched, someProof())
    const second = await claimDueTopUps(db, 10)
    expect(second?.topUps).toMatchObject([{ orderId: before.waiting, userId: before.seller, amountStroops: '4' }])
    await markTopUpsPaid(db, second?.batchKey ?? '', someProof())
    expect(await claimDueTopUps(db, 10)).toBeNull()
  })

  test('lets an order that was running be disputed, with a stranger’s dust in its contract, and split', async () => {
    const { running, buyer, seller } = before
    const disputed = await disputeIt(db, running)
    const to = running.escrow?.contractId ?? ''
    await watch(db, someTransfer({ verdict: 'escrow_dust', to, amount: stroops(10n) }))
    await take(db, await decided(db, disputed, decisionOf(disputed, usdc(30)), 10n))
    expect((await userBalance(db, seller)).availableStroops).toBe(usdc(30))
    expect((await userBalance(db, buyer)).availableStroops).toBe(usdc(70))
    const due = await db.sql`select user_id from top_ups where order_id = ${running.terms.orderId}`
    expect(due).toHaveLength(2)
    expect(await ledgerSum(db)).toBe(0n)
    expect(await balanceDrift(db)).toEqual([])
  })

  test('still knows its keys, commands and orders', async () => {
    expect(await findApiKey(db, KEY)).toMatchObject({ scopes: ['read'] })
    const command = await readCommand(db, before.commandId)
    expect(command?.snapshot).toEqual({
      id: before.batched,
      escrow: null,
      dispute: null,
      milestones: [],
      feePolicy: 'platform_absorbs',
      deadlines: [],
    })
    const { orders } = await listOrders(db, { status: 'CLOSED', limit: 10 })
    expect(orders.map(({ id }) => id)).toEqual(expect.arrayContaining([before.batched, before.waiting]))
  })
})
