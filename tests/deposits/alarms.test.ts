import { type Keypair, nativeToScVal, Operation, type Transaction, type xdr } from '@stellar/stellar-sdk'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createStepStore } from '../../db/chainSteps/postgresStepStore.ts'
import { accountBalance } from '../../db/ledger/balances.ts'
import { build, submit, usdcHolder } from '../sandbox/localNetwork.ts'
import { deploy, reservedOrder, someTerms, usdc } from '../setup/books.ts'
import {
  availableOf,
  compareBooks,
  type DepositWorld,
  newPerson,
  type Person,
  pay,
  recordedTo,
  startDepositWorld,
  stranger,
} from './support/depositWorld.ts'
import { watchToEnd } from './support/watcher.ts'

let world: DepositWorld
let thief: string
let ann: Person
beforeAll(async () => {
  world = await startDepositWorld()
})
afterAll(() => world?.close())
beforeEach(async () => {
  thief = (await stranger(world)).publicKey()
  ann = await newPerson(world)
  await pay(world, await stranger(world), ann.address, '10')
  await watchToEnd(world)
})

async function signed(source: Keypair, operation: xdr.Operation): Promise<Transaction> {
  const transaction = await build(world.network, source.publicKey(), [operation])
  transaction.sign(source)
  return transaction
}

async function apply(transaction: Transaction): Promise<string> {
  const applied = await submit(world.network, transaction)
  expect(applied.status).toBe('SUCCESS')
  return applied.txHash
}

const payment = (destination: string, amount = '3') =>
  Operation.payment({ destination, asset: world.network.usdc, amount })

async function contractTransfer(from: Keypair, to: string): Promise<Transaction> {
  const args = [
    nativeToScVal(from.publicKey(), { type: 'address' }),
    nativeToScVal(to, { type: 'address' }),
    nativeToScVal(30_000_000n, { type: 'i128' }),
  ]
  const { network } = world
  const call = Operation.invokeContractFunction({ contract: network.usdcContractId, function: 'transfer', args })
  const prepared = await network.server.prepareTransaction(await build(network, from.publicKey(), [call]))
  prepared.sign(from)
  return prepared
}

/** Stored as the step engine stores what it is about to send. */
async function storeAsStep(transaction: Transaction): Promise<void> {
  const hash = Buffer.from(transaction.hash()).toString('hex')
  await createStepStore(world.db).insert({
    stepKey: `step-${hash}`,
    attempt: 1,
    kind: 'fund',
    orderId: null,
    envelopeXdr: transaction.toXdr(),
    hash,
    innerHash: hash,
    sourceAddress: transaction.source,
    sequence: transaction.sequence,
    maxTimeSeconds: 0,
    contractId: null,
    status: 'PREPARED',
    ledger: null,
    resultXdr: null,
    failure: null,
  })
}

async function told(address: string): Promise<Record<string, unknown>[]> {
  const rows = await world.db.sql<{ payload: Record<string, unknown> }[]>`
    select payload from events where event_type = 'wallet.unexplained_transfer' and aggregate_id = ${address}`
  return rows.map(({ payload }) => payload)
}

describe('USDC that leaves a wallet of ours raises an alarm', () => {
  test.each<[string, () => Promise<{ to: string; transaction: Transaction }>]>([
    ['by a payment', async () => ({ to: thief, transaction: await signed(ann.wallet, payment(thief)) })],
    [
      'by a transfer of the asset contract',
      async () => ({ to: thief, transaction: await contractTransfer(ann.wallet, thief) }),
    ],
    [
      'back to the issuer',
      async () => ({
        to: world.chain.usdcIssuer,
        transaction: await signed(ann.wallet, payment(world.chain.usdcIssuer)),
      }),
    ],
  ])('%s', async (_name, make) => {
    const { to, transaction } = await make()
    const transactionHash = await apply(transaction)

    const { lines } = await watchToEnd(world)

    const event = { address: ann.address, userId: ann.userId, to, amountExact: '3.0000000', transactionHash }
    expect(await told(ann.address)).toMatchObject([event])
    const [line, ...more] = lines.filter(({ meta }) => meta.from === ann.address)
    expect(line).toMatchObject({ message: expect.stringContaining('no step of ours'), meta: { to, transactionHash } })
    expect(more).toEqual([])
    expect(await recordedTo(world, to)).toContainEqual(
      expect.objectContaining({ from: ann.address, amount: 30_000_000n, verdict: 'unexplained' }),
    )
    // The difference stays in sight until a person has dealt with it.
    const { differences } = await compareBooks(world)
    expect(differences).toContainEqual(
      expect.objectContaining({ address: ann.address, ledgerStroops: 100_000_000n, chainStroops: 70_000_000n }),
    )
  })

  test('to a wallet of another user, who is not credited for it', async () => {
    const bob = await newPerson(world)
    await apply(await signed(ann.wallet, payment(bob.address)))
    await watchToEnd(world)
    expect(await told(ann.address)).toHaveLength(1)
    expect(await availableOf(world, bob)).toBe(0n)
  })

  test('to an escrow contract of ours', async () => {
    const contractId = `C${'A'.repeat(51)}D2KM`
    const order = await reservedOrder(world.db, someTerms(ann.userId, ann.userId, usdc(5)))
    await deploy(world.db, order, contractId)
    await apply(await contractTransfer(ann.wallet, contractId))
    await watchToEnd(world)
    expect(await told(ann.address)).toHaveLength(1)
    expect(await accountBalance(world.db, `escrow:${contractId}`)).toBe(0n)
  })

  test('of the platform itself, when the treasury pays without a step of ours', async () => {
    const { treasury } = world
    await pay(world, await stranger(world), treasury.publicKey(), '5')
    await apply(await signed(treasury, payment(thief, '1')))
    await watchToEnd(world)
    expect(await told(treasury.publicKey())).toMatchObject([{ userId: null, amount: '1.00', to: thief }])
  })
})

describe('no alarm is raised', () => {
  test('when a step of ours sent the transaction', async () => {
    const transaction = await signed(ann.wallet, payment(thief))
    await storeAsStep(transaction)
    await apply(transaction)
    const { lines } = await watchToEnd(world)
    expect(lines).toEqual([])
    expect(await told(ann.address)).toEqual([])
    expect(await recordedTo(world, thief)).toMatchObject([{ from: ann.address, verdict: 'outgoing' }])
  })

  test('about a top-up of ours, which credits nobody either', async () => {
    const { treasury } = world
    await pay(world, await stranger(world), treasury.publicKey(), '5')
    const transaction = await signed(treasury, payment(ann.address, '1'))
    await storeAsStep(transaction)
    await apply(transaction)
    const before = await availableOf(world, ann)
    const { lines } = await watchToEnd(world)
    expect(lines).toEqual([])
    expect(await availableOf(world, ann)).toBe(before)
    expect((await recordedTo(world, ann.address)).at(-1)).toMatchObject({ verdict: 'top_up' })
  })

  test('about what strangers do with their own money', async () => {
    const other = await usdcHolder(world.network, '5')
    await apply(await signed(other, payment(thief)))
    expect((await watchToEnd(world)).lines).toEqual([])
  })
})
