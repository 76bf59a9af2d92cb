import {
  Account,
  Asset,
  Claimant,
  type Keypair,
  Memo,
  MuxedAccount,
  nativeToScVal,
  Operation,
  TransactionBuilder,
  type xdr,
} from '@stellar/stellar-sdk'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { build, fundedAccount, run, submit } from '../sandbox/localNetwork.ts'
import {
  addSpareWallet,
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
let payer: Keypair
let ann: Person
beforeAll(async () => {
  world = await startDepositWorld()
})
afterAll(() => world?.close())
beforeEach(async () => {
  payer = await stranger(world)
  ann = await newPerson(world)
})
/** Whatever was paid, in whatever way: the ledger says what the chain says. */
afterEach(async () => {
  expect((await compareBooks(world)).differences).toEqual([])
})

const muxed = (address: string) => new MuxedAccount(new Account(address, '0'), '77').accountId()
const path = (destination: string) => ({ destination, sendAsset: world.network.usdc, destAsset: world.network.usdc })

async function sendWithMemo(operation: xdr.Operation, memo: Memo): Promise<void> {
  const source = await world.network.server.getAccount(payer.publicKey())
  const options = { fee: '100', networkPassphrase: world.network.passphrase }
  const transaction = new TransactionBuilder(source, options)
    .addOperation(operation)
    .addMemo(memo)
    .setTimeout(0)
    .build()
  transaction.sign(payer)
  expect((await submit(world.network, transaction)).status).toBe('SUCCESS')
}

async function send(...operations: xdr.Operation[]): Promise<void> {
  expect((await run(world.network, payer, ...operations)).status).toBe('SUCCESS')
}

async function contractTransfer(to: string, stroops: bigint): Promise<void> {
  const { network } = world
  const args = [
    nativeToScVal(payer.publicKey(), { type: 'address' }),
    nativeToScVal(to, { type: 'address' }),
    nativeToScVal(stroops, { type: 'i128' }),
  ]
  const call = Operation.invokeContractFunction({ contract: network.usdcContractId, function: 'transfer', args })
  const prepared = await network.server.prepareTransaction(await build(network, payer.publicKey(), [call]))
  prepared.sign(payer)
  expect((await submit(network, prepared)).status).toBe('SUCCESS')
}

async function claimableBalance(): Promise<void> {
  const { usdc } = world.network
  const claimants = [new Claimant(ann.address)]
  const create = Operation.createClaimableBalance({ asset: usdc, amount: '12.3456789', claimants })
  const transaction = await build(world.network, payer.publicKey(), [create])
  const balanceId = transaction.getClaimableBalanceId(0)
  transaction.sign(payer)
  expect((await submit(world.network, transaction)).status).toBe('SUCCESS')
  const claimed = await run(world.network, ann.wallet, Operation.claimClaimableBalance({ balanceId }))
  expect(claimed.status).toBe('SUCCESS')
}

const AMOUNT = '12.3456789'
const STROOPS = 123_456_789n

describe('USDC is credited to the stroop when it comes by', () => {
  const payment = (destination: string) => Operation.payment({ destination, asset: world.network.usdc, amount: AMOUNT })

  test.each<[string, () => Promise<void>, string | null]>([
    ['a payment', () => send(payment(ann.address)), null],
    [
      'a path payment that fixes what arrives',
      () =>
        send(
          Operation.pathPaymentStrictReceive({ ...path(ann.address), sendMax: AMOUNT, destAmount: AMOUNT, path: [] }),
        ),
      null,
    ],
    [
      'a path payment that fixes what is sent',
      () => send(Operation.pathPaymentStrictSend({ ...path(ann.address), sendAmount: AMOUNT, destMin: '1', path: [] })),
      null,
    ],
    ['a claimed balance', claimableBalance, null],
    ['a transfer of the asset contract', () => contractTransfer(ann.address, STROOPS), null],
    ['a transfer of the asset contract to a muxed address', () => contractTransfer(muxed(ann.address), STROOPS), '77'],
    ['a payment to a muxed address', () => send(payment(muxed(ann.address))), '77'],
    ['a payment with a text', () => sendWithMemo(payment(ann.address), Memo.text('invoice 7')), 'invoice 7'],
    ['a payment with a number', () => sendWithMemo(payment(ann.address), Memo.id('42')), '42'],
    ['a payment with a hash', () => sendWithMemo(payment(ann.address), Memo.hash('ab'.repeat(32))), 'ab'.repeat(32)],
  ])('%s', async (_name, deposit, tag) => {
    await deposit()
    await watchToEnd(world)
    expect(await availableOf(world, ann)).toBe(STROOPS)
    const rows = await recordedTo(world, ann.address)
    expect(rows).toMatchObject([{ amount: STROOPS, tag, verdict: 'deposit', userId: ann.userId }])
  })

  test('the faucet of the issuer itself', async () => {
    const issuerPays = await fetch(`${world.network.url}/faucet`, {
      method: 'POST',
      body: JSON.stringify({ address: ann.address, amount: AMOUNT }),
    })
    expect(issuerPays.status).toBe(200)
    await watchToEnd(world)
    expect(await availableOf(world, ann)).toBe(STROOPS)
    expect(await recordedTo(world, ann.address)).toMatchObject([{ from: world.chain.usdcIssuer }])
  })

  test('several payments in one transaction, to one person and to another', async () => {
    const bob = await newPerson(world)
    const to = (address: string, amount: string) =>
      Operation.payment({ destination: address, asset: world.network.usdc, amount })
    await send(to(ann.address, '1'), to(bob.address, '2'), to(ann.address, '1'), to(ann.address, '4'))
    await watchToEnd(world)
    expect(await availableOf(world, ann)).toBe(60_000_000n)
    expect(await availableOf(world, bob)).toBe(20_000_000n)
    expect(await recordedTo(world, ann.address)).toHaveLength(3)
  })

  test('a single stroop', async () => {
    await pay(world, payer, ann.address, '0.0000001')
    await watchToEnd(world)
    expect(await availableOf(world, ann)).toBe(1n)
  })
})

describe('nothing is credited when', () => {
  test.each([
    ['the code is another one', (issuer: string) => new Asset('USDD', issuer)],
    ['the code is right and the issuer is somebody else', (issuer: string) => new Asset('USDC', issuer)],
  ])('%s', async (_name, assetOf) => {
    const issuer = await fundedAccount(world.network)
    const asset = assetOf(issuer.publicKey())
    await run(world.network, ann.wallet, Operation.changeTrust({ asset }))
    const paid = await run(
      world.network,
      issuer,
      Operation.payment({ destination: ann.address, asset, amount: '1000' }),
    )
    expect(paid.status).toBe('SUCCESS')
    await watchToEnd(world)
    expect(await availableOf(world, ann)).toBe(0n)
    expect(await recordedTo(world, ann.address)).toEqual([])
  })

  test('it is XLM, by a payment or by a whole account', async () => {
    const leaver = await fundedAccount(world.network)
    const native = { asset: Asset.native(), amount: '5', destination: ann.address }
    const merge = Operation.accountMerge({ destination: ann.address })
    expect((await run(world.network, leaver, Operation.payment(native), merge)).status).toBe('SUCCESS')
    await watchToEnd(world)
    expect(await availableOf(world, ann)).toBe(0n)
  })

  test('the transaction failed', async () => {
    const two = ['1', '1000'].map((amount) =>
      Operation.payment({ destination: ann.address, asset: world.network.usdc, amount }),
    )
    expect((await run(world.network, payer, ...two)).status).toBe('FAILED')
    await watchToEnd(world)
    expect(await availableOf(world, ann)).toBe(0n)
  })

  test('strangers pay each other, and no row is kept of it', async () => {
    const other = await stranger(world)
    await pay(world, payer, other.publicKey(), '1')
    await watchToEnd(world)
    expect(await recordedTo(world, other.publicKey())).toEqual([])
  })
})

describe('USDC for a wallet of ours that belongs to nobody', () => {
  test('is held in suspense with an alarm, and nobody gets that wallet', async () => {
    const wallet = await stranger(world, '1')
    await addSpareWallet(world, wallet.publicKey())
    await world.db.sql`update wallets set created_at = '2020-01-01' where address = ${wallet.publicKey()}`
    await pay(world, payer, wallet.publicKey(), '2.5')

    const { lines } = await watchToEnd(world)

    const { accounts } = await compareBooks(world)
    expect(accounts).toContainEqual({
      account: `wallet:${wallet.publicKey()}`,
      address: wallet.publicKey(),
      ledgerStroops: 35_000_000n,
      chainStroops: 35_000_000n,
    })
    expect(lines.map(({ message }) => message)).toEqual([
      expect.stringContaining('belongs to nobody'),
      expect.stringContaining('belongs to nobody'),
    ])
    const bob = await newPerson(world)
    expect(bob.address).not.toBe(wallet.publicKey())
  })
})
