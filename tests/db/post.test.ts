import { describe, expect, test, vi } from 'vitest'
import { accountBalance, ledgerSum } from '../../db/ledger/balances.ts'
import { InsufficientBalance, PostingKeyReused } from '../../db/ledger/errors.ts'
import { post, postAll } from '../../db/ledger/post.ts'
import { newId } from '../../db/newId.ts'
import type { UserId } from '../../domain/ids.ts'
import * as chart from '../../domain/ledger/accounts.ts'
import { credit, debit, posting } from '../../domain/ledger/posting.ts'
import { depositPosting } from '../../domain/ledger/rules/deposit.ts'
import { reservePosting } from '../../domain/ledger/rules/reserve.ts'
import { stroops } from '../../domain/money.ts'
import { someProof, someUser, usdc } from '../setup/books.ts'
import { useTestDatabase } from '../setup/useDatabase.ts'

const { db } = await useTestDatabase({ maxConnections: 50 })

const available = (userId: UserId) => accountBalance(db, `user:${userId}:available`)
const deposit = (userId: UserId, units: number, eventId: string = crypto.randomUUID()) =>
  depositPosting({ eventId, userId, amount: usdc(units), proof: { transactionHash: 'h', ledger: 1 } })

describe('post', () => {
  test('a posting moves the balances of its accounts on their normal sides', async () => {
    const userId = await someUser(db)
    expect(await post(db.sql, deposit(userId, 12.34))).toBe('posted')
    expect(await available(userId)).toBe(usdc(12.34))
    expect(await accountBalance(db, `wallet:${userId}`)).toBe(usdc(12.34))
  })

  test('the same posting again changes nothing and says so', async () => {
    const userId = await someUser(db)
    const once = deposit(userId, 5)
    expect(await post(db.sql, once)).toBe('posted')
    expect(await post(db.sql, once)).toBe('already_posted')
    expect(await available(userId)).toBe(usdc(5))
  })

  test('fifty equal postings at once are posted once', async () => {
    const userId = await someUser(db)
    const once = deposit(userId, 5)
    const results = await Promise.all(Array.from({ length: 50 }, () => post(db.sql, once)))
    expect(results.filter((result) => result === 'posted')).toHaveLength(1)
    expect(await available(userId)).toBe(usdc(5))
  })

  test('the same key for another amount is refused instead of being taken for done', async () => {
    const userId = await someUser(db)
    await post(db.sql, deposit(userId, 5, 'one-event'))
    await expect(post(db.sql, deposit(userId, 6, 'one-event'))).rejects.toThrow(PostingKeyReused)
    expect(await available(userId)).toBe(usdc(5))
  })

  test('too little money names the account and leaves it as it was', async () => {
    const userId = await someUser(db, usdc(10))
    const tooMuch = reservePosting({ key: 'too-much', orderId: newId('order'), buyerId: userId, amount: usdc(10.01) })
    const refused = post(db.sql, tooMuch)
    await expect(refused).rejects.toThrow(InsufficientBalance)
    await expect(refused).rejects.toMatchObject({ account: `user:${userId}:available` })
    expect(await available(userId)).toBe(usdc(10))
  })

  test('of several postings in one call none is kept if one is refused', async () => {
    const [rich, poor] = [await someUser(db), await someUser(db)]
    const reserve = reservePosting({ key: 'poor', orderId: newId('order'), buyerId: poor, amount: usdc(1) })
    await expect(postAll(db.sql, [deposit(rich, 5), reserve])).rejects.toThrow(InsufficientBalance)
    expect(await available(rich)).toBe(0n)
  })

  test('postings of one call may use the same account, and each key counts once', async () => {
    const userId = await someUser(db)
    const [first, second] = [deposit(userId, 1), deposit(userId, 2)]
    expect(await postAll(db.sql, [first, second])).toEqual(new Set([first.key, second.key]))
    expect(await postAll(db.sql, [first, deposit(userId, 4)])).toHaveProperty('size', 1)
    expect(await available(userId)).toBe(usdc(7))
  })

  test('the largest balances are exact to the stroop', async () => {
    const userId = await someUser(db)
    const large = stroops(9_007_199_254_740_993n)
    await post(db.sql, depositPosting({ eventId: 'large', userId, amount: large, proof: someProof() }))
    expect(await available(userId)).toBe(large)
  })

  test('two people who pay each other fifty times at once never deadlock and never lose a stroop', async () => {
    const [ann, bob] = [await someUser(db, usdc(100)), await someUser(db, usdc(100))]
    const pay = (key: string, from: UserId, to: UserId) =>
      posting({
        key,
        kind: 'cancel',
        entries: [debit(chart.userAvailable(from), usdc(1)), credit(chart.userAvailable(to), usdc(1))],
      })
    await Promise.all(
      Array.from({ length: 50 }, (_, n) => post(db.sql, n % 2 ? pay(`p${n}`, ann, bob) : pay(`p${n}`, bob, ann))),
    )
    expect([await available(ann), await available(bob)]).toEqual([usdc(100), usdc(100)])
  })
})

describe('a posting that has to wait', () => {
  test('for one account holds none that comes later in the order of names, so postings cannot deadlock', async () => {
    const users = (await Promise.all(Array.from({ length: 10 }, () => someUser(db, usdc(10))))).toSorted()
    const [first = newId('user'), ...others] = users
    const entries = others.map((userId) => debit(chart.userAvailable(userId), usdc(1)))
    const all = posting({
      key: 'waits',
      kind: 'cancel',
      entries: [...entries, credit(chart.userAvailable(first), usdc(others.length))],
    })
    const { promise: mayLetGo, resolve: letGo } = Promise.withResolvers<void>()
    const { promise: held, resolve: sayHeld } = Promise.withResolvers<void>()
    const holder = db.sql.begin(async (tx) => {
      await tx`select from ledger_accounts where name = ${`user:${first}:available`} for no key update`
      sayHeld()
      await mayLetGo
    })
    await held
    const waiting = post(db.sql, all)
    await vi.waitFor(async () => {
      const blocked = await db.sql`
        select from pg_stat_activity where datname = current_database() and cardinality(pg_blocking_pids(pid)) > 0`
      expect(blocked).toHaveLength(1)
    })
    const names = others.map((userId) => `user:${userId}:available`)
    const free =
      await db.sql`select name from ledger_accounts where name in ${db.sql(names)} for no key update skip locked`
    letGo()
    await holder
    expect(await waiting).toBe('posted')
    expect(free).toHaveLength(others.length)
  })
})

describe('the chart of accounts', () => {
  const [orderId, userId] = [newId('order'), newId('user')]
  const accounts: Record<chart.AccountKind, chart.Account> = {
    userAvailable: chart.userAvailable(userId),
    orderReserved: chart.orderReserved(orderId),
    orderEscrow: chart.orderEscrow(orderId),
    withdrawalPending: chart.withdrawalPending(newId('withdrawal')),
    wallet: chart.wallet(userId),
    escrow: chart.escrow('CABC234'),
    treasury: chart.treasury,
    externalDeposits: chart.externalDeposits,
    protocolFees: chart.protocolFees,
    platformFees: chart.platformFees,
    suspense: chart.suspense,
  }

  test.each(Object.values(accounts))(
    'the database opens $name as a $kind account with the rules of its kind',
    async (account) => {
      const rules = chart.ACCOUNT_KINDS[account.kind]
      const other = account.kind === 'suspense' ? chart.externalDeposits : chart.suspense
      const raise = rules.normal === 'debit' ? debit : credit
      const lower = rules.normal === 'debit' ? credit : debit
      const move = (key: string, entry: typeof raise, against: typeof raise) =>
        posting({
          key: `${account.kind}:${key}`,
          kind: 'deposit',
          proof: someProof(),
          entries: [entry(account, usdc(1)), against(other, usdc(1))],
        })
      const before = await accountBalance(db, account.name)
      await post(db.sql, move('up', raise, lower))
      expect(await accountBalance(db, account.name)).toBe(before + usdc(1))
      await post(db.sql, move('down', lower, raise))
      const below = post(db.sql, move('below', lower, raise))
      if (rules.floor) await expect(below).rejects.toMatchObject({ account: account.name })
      else expect(await below).toBe('posted')
      const [row] = await db.sql`select balance is not null as keeps from ledger_accounts where name = ${account.name}`
      expect(row?.keeps).toBe(rules.floor)
    },
  )

  test('all entries together are zero', async () => {
    expect(await ledgerSum(db)).toBe(0n)
  })
})
