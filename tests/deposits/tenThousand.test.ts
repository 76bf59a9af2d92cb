import type { ChildProcess } from 'node:child_process'
import { Keypair, Operation, type Transaction, TransactionBuilder } from '@stellar/stellar-sdk'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cursorBefore } from '../../chain/transfers/cursor.ts'
import { setCursor } from '../../db/deposits/moveCursor.ts'
import { DEPOSIT_WATCHER } from '../../db/deposits/readCursor.ts'
import { accountBalance, balanceDrift, ledgerSum } from '../../db/ledger/balances.ts'
import { build, fundedAccount, submit, until } from '../sandbox/localNetwork.ts'
import {
  availableOf,
  compareBooks,
  type DepositWorld,
  ownerOf,
  type Person,
  startDepositWorld,
} from './support/depositWorld.ts'
import { startProcess } from './support/startProcess.ts'
import { watchToEnd } from './support/watcher.ts'

const DEPOSITS = 10_000
const PEOPLE = 200
/** As many operations as one transaction may have. */
const PER_TRANSACTION = 100
const PAYERS = 20
/** Signatures that one transaction may carry, the payer's among them. */
const WALLETS_PER_TRANSACTION = 19
const KILLS = 3

let world: DepositWorld
let people: Person[]
const children = new Set<ChildProcess>()

beforeAll(async () => {
  world = await startDepositWorld()
  people = await makePeople()
})
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  await world?.close()
})

/** Wallets with trustlines, many in one transaction. */
async function makePeople(): Promise<Person[]> {
  const { network } = world
  const sponsor = await fundedAccount(network)
  const wallets = Array.from({ length: PEOPLE }, () => Keypair.random())
  for (let from = 0; from < PEOPLE; from += WALLETS_PER_TRANSACTION) {
    const some = wallets.slice(from, from + WALLETS_PER_TRANSACTION)
    const operations = some.flatMap((wallet) => [
      Operation.createAccount({ destination: wallet.publicKey(), startingBalance: '5' }),
      Operation.changeTrust({ asset: network.usdc, source: wallet.publicKey() }),
    ])
    const transaction = await build(network, sponsor.publicKey(), operations)
    transaction.sign(sponsor, ...some)
    expect((await submit(network, transaction)).status).toBe('SUCCESS')
  }
  const made: Person[] = []
  for (const wallet of wallets) made.push(await ownerOf(world, wallet))
  return made
}

/** Deposit number n: never the same amount twice, so that a mix-up shows in somebody's balance. */
const receiverOf = (n: number): Person => people[n % PEOPLE] ?? expect.fail('nobody')
const stroopsOf = (n: number): bigint => BigInt(n + 1)

function expectedBalances(): Map<string, bigint> {
  const balances = new Map<string, bigint>()
  for (let n = 0; n < DEPOSITS; n += 1) {
    const { userId } = receiverOf(n)
    balances.set(userId, (balances.get(userId) ?? 0n) + stroopsOf(n))
  }
  return balances
}

/** Each payer's transactions follow each other, those of different payers are sent at the same time. */
async function payAll(): Promise<void> {
  const { network } = world
  const payers = await Promise.all(Array.from({ length: PAYERS }, () => fundedAccount(network)))
  for (const payer of payers) {
    const trust = await build(network, payer.publicKey(), [Operation.changeTrust({ asset: network.usdc })])
    trust.sign(payer)
    await submit(network, trust)
    const body = JSON.stringify({ address: payer.publicKey(), amount: '1000' })
    expect((await fetch(`${network.url}/faucet`, { method: 'POST', body })).status).toBe(200)
  }
  const share = DEPOSITS / PAYERS
  await Promise.all(
    payers.map(async (payer, index) => {
      for (let from = index * share; from < (index + 1) * share; from += PER_TRANSACTION) {
        expect((await submit(network, await deposits(payer, from))).status).toBe('SUCCESS')
      }
    }),
  )
}

async function deposits(payer: Keypair, from: number): Promise<Transaction> {
  const { network } = world
  const source = await network.server.getAccount(payer.publicKey())
  const builder = new TransactionBuilder(source, { fee: '100', networkPassphrase: network.passphrase }).setTimeout(0)
  for (let n = from; n < from + PER_TRANSACTION; n += 1) {
    const amount = `0.${stroopsOf(n).toString().padStart(7, '0')}`
    builder.addOperation(Operation.payment({ destination: receiverOf(n).address, asset: network.usdc, amount }))
  }
  const transaction = builder.build()
  transaction.sign(payer)
  return transaction
}

async function startOne(): Promise<ChildProcess> {
  const child = await startProcess(world)
  children.add(child)
  child.once('exit', () => children.delete(child))
  return child
}

async function countCredited(): Promise<number> {
  const [row] = await world.db.sql<{ count: number }[]>`
    select count(*)::int as count from chain_transfers where verdict = 'deposit'`
  return row?.count ?? 0
}

/** Two watchers race each other; again and again one of them dies without warning and another takes its place. */
async function watchWithKills(): Promise<{ kills: number; milliseconds: number }> {
  const started = performance.now()
  const racing = await Promise.all([startOne(), startOne()])
  let kills = 0
  for (let part = 1; part <= KILLS; part += 1) {
    await until(
      async () => ((await countCredited()) >= (part * DEPOSITS) / (KILLS + 2) ? true : undefined),
      `part ${part} of the deposits`,
    )
    const [victim] = racing.splice(0, 1)
    victim?.kill('SIGKILL')
    kills += 1
    if (kills < KILLS) racing.push(await startOne())
  }
  await until(async () => ((await countCredited()) >= DEPOSITS ? true : undefined), 'all deposits')
  const milliseconds = performance.now() - started
  for (const child of racing) child.kill('SIGKILL')
  await until(async () => (children.size === 0 ? true : undefined), 'the watchers to be gone')
  return { kills, milliseconds }
}

test(`${DEPOSITS} deposits in one go are credited once each, while watchers race and are killed`, async () => {
  const paid = performance.now()
  await payAll()
  const payMs = performance.now() - paid

  const { kills, milliseconds } = await watchWithKills()

  // From the beginning once more: every event is known, and nothing is credited again.
  const again = performance.now()
  await setCursor(world.db, { watcher: DEPOSIT_WATCHER, cursor: cursorBefore(1), ledger: 1 })
  await watchToEnd(world)
  const againMs = performance.now() - again

  const expected = expectedBalances()
  for (const person of people) expect(await availableOf(world, person)).toBe(expected.get(person.userId))
  const [told] = await world.db.sql<{ count: number }[]>`
    select count(*)::int as count from events where event_type = 'balance.credited'`
  expect(told?.count).toBe(DEPOSITS)
  expect(await countCredited()).toBe(DEPOSITS)
  expect(await ledgerSum(world.db)).toBe(0n)
  expect(await balanceDrift(world.db)).toEqual([])
  expect(await accountBalance(world.db, 'suspense')).toBe(0n)
  expect((await compareBooks(world)).equal).toBe(true)
  const perSecond = Math.round((DEPOSITS * 1_000) / milliseconds)
  console.log(
    `${DEPOSITS} deposits paid in ${Math.round(payMs)} ms, credited in ${Math.round(milliseconds)} ms ` +
      `(${perSecond} a second) through ${kills} kills; all of them read again in ${Math.round(againMs)} ms`,
  )
}, 180_000)
