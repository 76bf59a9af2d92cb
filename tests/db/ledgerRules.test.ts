import { beforeAll, describe, expect, test } from 'vitest'
import type { TransactionSql } from '../../db/connect.ts'
import { accountBalance, balanceDrift, ledgerSum } from '../../db/ledger/balances.ts'
import type { UserId } from '../../domain/ids.ts'
import { createdOrder, giveMoney, releasedOrder, reservedOrder, someTerms, someUser, usdc } from '../setup/books.ts'
import { useTestDatabase } from '../setup/useDatabase.ts'

// Goal: show that the database keeps the books by itself. Every attempt is plain SQL by the tables' owner, a superuser.
const { db } = await useTestDatabase()
let userId: UserId

beforeAll(async () => {
  userId = await someUser(db, usdc(100))
})

/** Begins a ledger transaction the legal way (with entries in the same statement), for attempts that go wrong later. */
async function insertPair(tx: TransactionSql, debit: bigint, credit: bigint, accounts: [string, string], proof = true) {
  await tx`
    with t as (
      insert into ledger_transactions (posting_key, kind, transaction_hash, ledger)
      values (${crypto.randomUUID()}, ${proof ? 'deposit' : 'reserve'}, ${proof ? 'h' : null}, ${proof ? 1 : null}) returning id
    )
    insert into ledger_entries (transaction_id, line, account, amount)
    select id, 0, ${accounts[0]}, ${debit}::bigint from t union all select id, 1, ${accounts[1]}, ${credit}::bigint from t`
}

const attempt = (run: (tx: TransactionSql) => Promise<unknown>) => db.sql.begin(async (tx) => void (await run(tx)))
const mine = (): [string, string] => [`wallet:${userId}`, `user:${userId}:available`]

describe('the ledger refuses', () => {
  test('entries that do not sum to zero', async () => {
    await expect(attempt((tx) => insertPair(tx, 10n, -9n, mine()))).rejects.toThrow('off balance by 1 stroops')
  })

  test('two unbalanced transactions that balance each other', async () => {
    const crossed = attempt(
      (tx) => tx`
        with t as (
          insert into ledger_transactions (posting_key, kind) values ('x1', 'reserve'), ('x2', 'reserve')
          returning id, posting_key
        )
        insert into ledger_entries (transaction_id, line, account, amount)
        select id, 0, ${`user:${userId}:available`}, case posting_key when 'x1' then 5 else -5 end from t`,
    )
    await expect(crossed).rejects.toThrow('off balance')
  })

  test('a transaction without entries', async () => {
    const empty = attempt((tx) => tx`insert into ledger_transactions (posting_key, kind) values ('empty', 'reserve')`)
    await expect(empty).rejects.toThrow('comes without entries')
  })

  test('entries that join a transaction which another SQL transaction wrote', async () => {
    const late = attempt(
      (tx) => tx`
        insert into ledger_entries (transaction_id, line, account, amount)
        select t.id, n, ${`user:${userId}:available`}, case n when 8 then 5 else -5 end
        from (select max(id) as id from ledger_transactions) t, generate_series(8, 9) n`,
    )
    await expect(late).rejects.toThrow('not written by this SQL transaction')
  })

  test('a transaction that claims to be written by another SQL transaction', async () => {
    const forged = attempt(
      (tx) => tx`
        with t as (
          insert into ledger_transactions (posting_key, kind, written_by)
          values ('forged', 'reserve', '1'::xid8) returning id
        )
        insert into ledger_entries (transaction_id, line, account, amount)
        select id, n, ${`user:${userId}:available`}, case n when 0 then 5 else -5 end from t, generate_series(0, 1) n`,
    )
    await expect(forged).rejects.toThrow('refused')
  })

  test('an account that would fall below zero, naming it', async () => {
    const overdraw = attempt((tx) => insertPair(tx, -usdc(101), usdc(101), mine()))
    await expect(overdraw).rejects.toMatchObject({
      code: '23514',
      constraint_name: 'ledger_accounts_floor',
      detail: `user:${userId}:available`,
    })
  })

  test('entries on an account that does not exist', async () => {
    await expect(attempt((tx) => insertPair(tx, 1n, -1n, ['nobody', mine()[1]]))).rejects.toThrow('no account nobody')
  })

  test('a move on chain without its proof, by kind and by account', async () => {
    const byKind = attempt(
      (tx) => tx`insert into ledger_transactions (posting_key, kind, ledger) values ('p1', 'release', 1)`,
    )
    await expect(byKind).rejects.toMatchObject({ constraint_name: 'ledger_transactions_proof' })
    await expect(attempt((tx) => insertPair(tx, 1n, -1n, mine(), false))).rejects.toThrow('has no proof')
  })

  test('a kind that nobody has declared free of chain moves, unless it has a proof', async () => {
    const unknown = attempt((tx) => tx`insert into ledger_transactions (posting_key, kind) values ('p2', 'gift')`)
    await expect(unknown).rejects.toMatchObject({ constraint_name: 'ledger_transactions_proof' })
  })

  test('an entry of zero', async () => {
    await expect(attempt((tx) => insertPair(tx, 0n, 0n, mine()))).rejects.toMatchObject({ code: '23514' })
  })

  test('the same posting key twice', async () => {
    const again = attempt(
      (tx) => tx`
        insert into ledger_transactions (posting_key, kind, transaction_hash, ledger)
        select posting_key, kind, transaction_hash, ledger from ledger_transactions limit 1`,
    )
    await expect(again).rejects.toMatchObject({ constraint_name: 'ledger_transactions_posting_key' })
  })

  test.each([
    ['an entry changed', 'update ledger_entries set amount = amount + 1'],
    ['an entry deleted', 'delete from ledger_entries'],
    ['entries emptied', 'truncate ledger_entries'],
    ['a transaction changed', "update ledger_transactions set posting_key = 'other'"],
    ['a transaction deleted', 'delete from ledger_transactions'],
    ['transactions emptied', 'truncate ledger_transactions cascade'],
    ['a balance set', 'update ledger_accounts set balance = balance + 1'],
    ['a balance given up', 'update ledger_accounts set balance = null'],
    ['an account renamed', "update ledger_accounts set name = name || 'x'"],
    ['an account deleted', 'delete from ledger_accounts'],
    ['accounts emptied', 'truncate ledger_accounts cascade'],
  ])('%s', async (_, statement) => {
    await expect(attempt((tx) => tx.unsafe(statement))).rejects.toMatchObject({ code: '23001' })
  })

  test('all of that also with replication rights, which switch ordinary triggers off', async () => {
    const asReplica = (statement: string) =>
      attempt(async (tx) => {
        await tx`set local session_replication_role = replica`
        await tx.unsafe(statement)
      })
    await expect(asReplica('update ledger_entries set amount = amount + 1')).rejects.toThrow('written once')
    await expect(asReplica('update ledger_accounts set balance = balance + 1')).rejects.toThrow(
      'balances follow entries',
    )
  })

  test.each([
    ['a balance to begin with', 'user:usr_x:available', 'userAvailable', 'credit', 5],
    ['no floor where its kind has one', 'user:usr_x:available', 'userAvailable', 'credit', null],
    ['the wrong side', 'user:usr_x:available', 'userAvailable', 'debit', 0],
    ['the name of another kind', 'user:usr_x:available', 'suspense', 'credit', null],
    ['a kind nobody knows', 'gifts', 'gift', 'credit', null],
  ])('an account opened with %s', async (_, name, kind, side, balance) => {
    const opening = attempt(
      (tx) =>
        tx`insert into ledger_accounts (name, kind, normal_side, balance) values (${name}, ${kind}, ${side}, ${balance}::bigint)`,
    )
    await expect(opening).rejects.toThrow('not one of the chart of accounts')
  })

  test('and after all these attempts the books are what they were', async () => {
    expect(await ledgerSum(db)).toBe(0n)
    expect(await balanceDrift(db)).toHaveLength(0)
    expect(await accountBalance(db, `user:${userId}:available`)).toBe(usdc(100))
  })
})

describe('orders, commands and records refuse', () => {
  test.each([
    ['an order whose version stays', 'update orders set title = title'],
    ['an order whose version jumps', 'update orders set version = version + 2'],
    ['an order whose version goes back', 'update orders set version = version - 1'],
    ['an order whose amount changes', 'update orders set version = version + 1, amount_stroops = amount_stroops + 1'],
    ['an order whose buyer changes', 'update orders set version = version + 1, buyer_id = seller_id'],
    ['an order deleted', 'delete from orders'],
    ['orders emptied', 'truncate orders cascade'],
    ['a recorded change changed', 'update order_changes set version = 99'],
    ['a settled command changed', "update commands set status = 'PENDING' where status = 'SUCCEEDED'"],
    ['the snapshot of a settled command changed', "update commands set snapshot = '{}' where status = 'SUCCEEDED'"],
    ['a settled command deleted', "delete from commands where status = 'SUCCEEDED'"],
    ['another contract for an order', "update escrows set contract_id = 'COTHER'"],
    [
      'a top-up paid twice',
      "update top_ups set status = 'PAID', batch_key = 'b', transaction_hash = 'h', ledger = 1 where status = 'PAID'",
    ],
    ['another amount for a top-up', 'update top_ups set amount_stroops = amount_stroops + 1'],
    ['a wallet deleted', 'delete from wallets'],
    ['a wallet given to nobody', "update wallets set user_id = null, status = 'SPARE'"],
    ['an event changed', "update events set payload = '{}'"],
  ])('%s', async (_, statement) => {
    await seedOnce()
    await expect(attempt((tx) => tx.unsafe(statement))).rejects.toMatchObject({ code: '23001' })
  })

  test('an order that does not begin with version 1', async () => {
    const late = attempt(
      (tx) => tx`
        insert into orders (id, version, status, buyer_id, seller_id, amount_stroops, currency, platform_fee_bps)
        values ('ord_x', 2, 'ORDER_CREATED', ${userId}, ${userId}, 1, 'USD', 0)`,
    )
    await expect(late).rejects.toThrow('begins with version 1')
  })

  test('a closed order without its final status', async () => {
    await seedOnce()
    const unclear = attempt(
      (tx) => tx`update orders set version = version + 1, status = 'CLOSED' where status = 'ORDER_CREATED'`,
    )
    await expect(unclear).rejects.toMatchObject({ constraint_name: 'orders_closed' })
  })
})

let seeded: Promise<void> | undefined
/** One order of each kind of row that the attempts are made on. */
function seedOnce(): Promise<void> {
  seeded ??= (async () => {
    const seller = await someUser(db)
    await giveMoney(db, userId, usdc(100))
    await createdOrder(db, someTerms(userId, seller, usdc(10)))
    await reservedOrder(db, someTerms(userId, seller, usdc(10)))
    const paid = await releasedOrder(db, someTerms(userId, seller, usdc(10)))
    await db.sql`
      update top_ups set status = 'PAID', batch_key = 'b', transaction_hash = 'h', ledger = 1 where order_id = ${paid.terms.orderId}`
    await db.sql`update events set sequence = position`
  })()
  return seeded
}
