import { Keypair, Operation, scValToNative } from '@stellar/stellar-sdk'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  faucet,
  fundedAccount,
  type LocalNetwork,
  operationCodes,
  run,
  startNetwork,
  usdcBalance,
  usdcHolder,
} from './localNetwork.ts'

let network: LocalNetwork
beforeAll(async () => {
  network = await startNetwork()
})
afterAll(() => network.close())

const pay = (destination: string, amount: string) => Operation.payment({ destination, asset: network.usdc, amount })

describe('classic payments', () => {
  test('move USDC from the faucet to a trustline and on to another account', async () => {
    const alice = await usdcHolder(network, '100.00')
    const bob = await usdcHolder(network)

    const paid = await run(network, alice, pay(bob.publicKey(), '12.5'))

    expect(paid.status).toBe('SUCCESS')
    expect(paid.resultXdr.feeCharged).toBe(100n)
    expect(await usdcBalance(network, alice.publicKey())).toBe('875000000')
    expect(await usdcBalance(network, bob.publicKey())).toBe('125000000')
  })

  test('fail without any effect but the fee when the sender has too little', async () => {
    const alice = await usdcHolder(network, '5')
    const bob = await usdcHolder(network)
    const before = await network.server.getAccountEntry(alice.publicKey())

    const failed = await run(network, alice, pay(bob.publicKey(), '2'), pay(bob.publicKey(), '4'))

    expect(failed.status).toBe('FAILED')
    expect(operationCodes(failed)).toEqual(['paymentSuccess', 'paymentUnderfunded'])
    expect(failed.events.contractEventsXdr).toEqual([])
    expect(await usdcBalance(network, alice.publicKey())).toBe('50000000')
    const after = await network.server.getAccountEntry(alice.publicKey())
    expect(after.balance).toBe(before.balance - 200n)
    expect(after.seqNum).toBe(before.seqNum + 1n)
  })

  test('fail when the destination has no trustline', async () => {
    const alice = await usdcHolder(network, '5')
    const stranger = await fundedAccount(network)

    const failed = await run(network, alice, pay(stranger.publicKey(), '1'))

    expect(operationCodes(failed)).toEqual(['paymentNoTrust'])
  })

  test('fail when the destination account does not exist', async () => {
    const alice = await usdcHolder(network, '5')

    const failed = await run(network, alice, pay(Keypair.random().publicKey(), '1'))

    expect(operationCodes(failed)).toEqual(['paymentNoDestination'])
  })

  test('fail when the destination trustline would pass its limit', async () => {
    const alice = await usdcHolder(network, '50')
    const bob = await fundedAccount(network)
    await run(network, bob, Operation.changeTrust({ asset: network.usdc, limit: '10' }))

    const failed = await run(network, alice, pay(bob.publicKey(), '10.0000001'))

    expect(operationCodes(failed)).toEqual(['paymentLineFull'])
  })

  test('leave the asset contract event of a mint when the issuer pays and of a burn when it is paid', async () => {
    const alice = await usdcHolder(network)
    const { body } = await faucet(network, alice.publicKey(), '7')
    await run(network, alice, pay(network.usdc.getIssuer() ?? '', '3'))

    const { events } = await network.server.getEvents({
      startLedger: Number(body.ledger),
      filters: [{ type: 'contract', contractIds: [network.usdcContractId] }],
    })
    const name = `USDC:${network.usdc.getIssuer()}`
    const mine = events.filter((event) => event.topic.map(scValToNative).includes(alice.publicKey()))
    expect(mine.map((event) => event.topic.map(scValToNative))).toEqual([
      ['mint', alice.publicKey(), name],
      ['burn', alice.publicKey(), name],
    ])
    expect(mine.map((event) => scValToNative(event.value))).toEqual([70_000_000n, 30_000_000n])
  })
})

describe('trustlines', () => {
  test('cannot be closed while they hold something, and give their reserve back when they are', async () => {
    const alice = await usdcHolder(network, '1')
    const close = Operation.changeTrust({ asset: network.usdc, limit: '0' })

    expect(operationCodes(await run(network, alice, close))).toEqual(['changeTrustInvalidLimit'])
    await run(network, alice, pay(network.usdc.getIssuer() ?? '', '1'))
    expect((await run(network, alice, close)).status).toBe('SUCCESS')

    expect((await network.server.getAccountEntry(alice.publicKey())).numSubEntries).toBe(0)
    await expect(network.server.getTrustline(alice.publicKey(), network.usdc)).rejects.toThrow('not found')
  })

  test('are refused when their reserve is not affordable', async () => {
    const sponsor = await fundedAccount(network)
    const poor = Keypair.random()
    const create = Operation.createAccount({ destination: poor.publicKey(), startingBalance: '1.4' })
    await run(network, sponsor, create)

    const failed = await run(network, poor, Operation.changeTrust({ asset: network.usdc }))

    expect(operationCodes(failed)).toEqual(['changeTrustLowReserve'])
  })
})

describe('friendbot', () => {
  test('answers createAccountAlreadyExist for an account that exists', async () => {
    const alice = await fundedAccount(network)

    const response = await fetch(`${network.url}/friendbot?addr=${alice.publicKey()}`)

    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ detail: expect.stringContaining('createAccountAlreadyExist') })
    await expect(network.server.requestAirdrop(alice.publicKey())).resolves.toBeDefined()
  })

  test('funds many accounts that ask at the same time', async () => {
    const created = await Promise.all(Array.from({ length: 150 }, () => fundedAccount(network)))

    const entries = await Promise.all(created.map((keypair) => network.server.getAccountEntry(keypair.publicKey())))
    expect(new Set(entries.map((entry) => entry.balance))).toEqual(new Set([100_000_000_000n]))
  })
})

describe('faucet', () => {
  test('says that the account is missing', async () => {
    const answer = await faucet(network, Keypair.random().publicKey(), '1')
    expect(answer).toMatchObject({ status: 404, body: { error: { code: 'ACCOUNT_NOT_FOUND' } } })
  })

  test('says that the trustline is missing', async () => {
    const alice = await fundedAccount(network)
    const answer = await faucet(network, alice.publicKey(), '1')
    expect(answer).toMatchObject({ status: 422, body: { error: { code: 'TRUSTLINE_MISSING' } } })
  })

  test.each([1, '0', '-1', '1.00000001', 'abc', ''])('refuses the amount %j', async (amount) => {
    const alice = await usdcHolder(network)
    expect((await faucet(network, alice.publicKey(), amount)).status).toBe(400)
  })

  test('has paid when it answers, with the transaction that did', async () => {
    const alice = await usdcHolder(network)

    const { body } = await faucet(network, alice.publicKey(), '100.00')

    expect(await usdcBalance(network, alice.publicKey())).toBe('1000000000')
    const found = await network.server.getTransaction(String(body.hash))
    expect(found).toMatchObject({ status: 'SUCCESS', ledger: body.ledger })
  })
})
