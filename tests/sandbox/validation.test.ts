import { Account, Asset, type Keypair, Keypair as Keys, Operation, type Transaction } from '@stellar/stellar-sdk'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  appliedTransaction,
  type BuildOptions,
  build,
  fundedAccount,
  type LocalNetwork,
  refusal,
  run,
  startNetwork,
  submit,
  until,
} from './localNetwork.ts'

let network: LocalNetwork
let alice: Keypair
beforeAll(async () => {
  network = await startNetwork()
  alice = await fundedAccount(network)
})
afterAll(() => network.close())

const note = (value: string) => Operation.manageData({ name: 'note', value })

async function signedNote(signers: readonly Keypair[], options: BuildOptions = {}): Promise<Transaction> {
  const transaction = await build(network, alice.publicKey(), [note('x')], options)
  transaction.sign(...signers)
  return transaction
}

describe('a transaction is refused before any ledger', () => {
  test('as txBadSeq when its sequence number is not the next one', async () => {
    const { sequence } = await sequenceOf(alice)
    for (const offset of [-1n, 1n]) {
      const account = new Account(alice.publicKey(), (sequence + offset).toString())
      expect(await refusal(network, await signedNote([alice], { account }))).toBe('txBadSeq')
    }
  })

  test('as txTooLate when its time is over', async () => {
    const maxTime = Math.floor(Date.now() / 1_000) - 1
    expect(await refusal(network, await signedNote([alice], { maxTime }))).toBe('txTooLate')
  })

  test('as txTooEarly when its time has not come', async () => {
    const minTime = Math.floor(Date.now() / 1_000) + 60
    expect(await refusal(network, await signedNote([alice], { minTime }))).toBe('txTooEarly')
  })

  test('as txBadAuth when it was signed for another network', async () => {
    const passphrase = 'Test SDF Network ; September 2015'
    expect(await refusal(network, await signedNote([alice], { passphrase }))).toBe('txBadAuth')
  })

  test('as txBadAuth without a signature or with a stranger’s', async () => {
    expect(await refusal(network, await signedNote([]))).toBe('txBadAuth')
    expect(await refusal(network, await signedNote([Keys.random()]))).toBe('txBadAuth')
  })

  test('as txBadAuthExtra with one signature too many', async () => {
    expect(await refusal(network, await signedNote([alice, Keys.random()]))).toBe('txBadAuthExtra')
  })

  test('as txInsufficientFee when it bids less than 100 stroops for each operation', async () => {
    expect(await refusal(network, await signedNote([alice], { fee: '99' }))).toBe('txInsufficientFee')
  })

  test('as txInsufficientBalance when the fee would touch the reserve', async () => {
    const poor = Keys.random()
    await run(network, alice, Operation.createAccount({ destination: poor.publicKey(), startingBalance: '1.00001' }))
    const transaction = await build(network, poor.publicKey(), [note('x')], { fee: '101' })
    transaction.sign(poor)
    expect(await refusal(network, transaction)).toBe('txInsufficientBalance')
  })

  test('as txNoAccount when its source does not exist', async () => {
    const nobody = Keys.random()
    const account = new Account(nobody.publicKey(), '0')
    const transaction = await build(network, nobody.publicKey(), [note('x')], { account })
    transaction.sign(nobody)
    expect(await refusal(network, transaction)).toBe('txNoAccount')
  })

  test('as txMissingOperation when it does nothing', async () => {
    const transaction = await build(network, alice.publicKey(), [])
    transaction.sign(alice)
    expect(await refusal(network, transaction)).toBe('txMissingOperation')
  })

  test('as opNotSupported when this network does not carry out its operation', async () => {
    const offer = Operation.manageSellOffer({ selling: Asset.native(), buying: network.usdc, amount: '1', price: '1' })
    const transaction = await build(network, alice.publicKey(), [offer])
    transaction.sign(alice)
    const sent = await network.server.sendTransaction(transaction)
    expect(JSON.stringify(sent.errorResult?.toJson())).toContain('op_not_supported')
  })

  test('as opBadAuth when the source of an operation did not sign', async () => {
    const bob = await fundedAccount(network)
    const operation = Operation.payment({
      source: bob.publicKey(),
      destination: alice.publicKey(),
      asset: network.usdc,
      amount: '1',
    })
    const transaction = await build(network, alice.publicKey(), [operation])
    transaction.sign(alice)
    const sent = await network.server.sendTransaction(transaction)
    expect(JSON.stringify(sent.errorResult?.toJson())).toContain('op_bad_auth')
  })

  test('without using up its sequence number or taking a fee', async () => {
    const before = await network.server.getAccountEntry(alice.publicKey())
    await refusal(network, await signedNote([]))
    await run(network, await fundedAccount(network), note('another ledger'))
    const after = await network.server.getAccountEntry(alice.publicKey())
    expect([after.seqNum, after.balance]).toEqual([before.seqNum, before.balance])
  })
})

describe('a waiting transaction', () => {
  test('is a DUPLICATE when it is sent again, and txBadSeq once it is applied', async () => {
    const transaction = await signedNote([alice])
    const first = await network.server.sendTransaction(transaction)
    const second = await network.server.sendTransaction(transaction)
    expect([first.status, second.hash]).toEqual(['PENDING', first.hash])
    expect(['DUPLICATE', 'ERROR']).toContain(second.status)
    await appliedTransaction(network, first.hash)
    expect(await refusal(network, transaction)).toBe('txBadSeq')
  })

  test('makes every other transaction of its source try again later', async () => {
    const statuses = await until(async () => {
      const account = await network.server.getAccount(alice.publicKey())
      const [one, two] = [await signedNote([alice], { account }), await signedNote([alice], { account })]
      const [first, second] = await Promise.all([one, two].map((tx) => network.server.sendTransaction(tx)))
      await appliedTransaction(network, first?.hash ?? '')
      // A ledger may close between the two; then the second one is simply accepted.
      return second?.status === 'PENDING' ? undefined : [first?.status, second?.status]
    }, 'two transactions in one ledger interval')
    expect(statuses).toEqual(['PENDING', 'TRY_AGAIN_LATER'])
  })
})

describe('signers and thresholds', () => {
  test('decide together: two of three have to sign once the threshold asks for it', async () => {
    const account = await fundedAccount(network)
    const [first, second] = [Keys.random(), Keys.random()]
    const addSigners = [first, second].map((key) =>
      Operation.setOptions({ signer: { ed25519PublicKey: key.publicKey(), weight: 1 } }),
    )
    await run(network, account, ...addSigners, Operation.setOptions({ medThreshold: 2, highThreshold: 2 }))
    const spend = async (...signers: Keypair[]) => {
      const transaction = await build(network, account.publicKey(), [note('spent')])
      transaction.sign(...signers)
      return transaction
    }

    expect(await refusal(network, await spend(first))).toBe('txFailed')
    expect((await submit(network, await spend(first, second))).status).toBe('SUCCESS')
    expect((await network.server.getAccountEntry(account.publicKey())).numSubEntries).toBe(3)
  })

  test('a master key of weight 0 no longer signs', async () => {
    const account = await fundedAccount(network)
    const other = Keys.random()
    const signer = { ed25519PublicKey: other.publicKey(), weight: 1 }
    await run(network, account, Operation.setOptions({ signer, masterWeight: 0 }))
    const transaction = await build(network, account.publicKey(), [note('x')])
    transaction.sign(account)

    expect(await refusal(network, transaction)).toBe('txBadAuth')
  })
})

async function sequenceOf(keypair: Keypair): Promise<{ sequence: bigint }> {
  const entry = await network.server.getAccountEntry(keypair.publicKey())
  return { sequence: entry.seqNum }
}
