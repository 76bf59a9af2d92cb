import { Account, Asset, Keypair, MuxedAccount, Operation, scValToNative } from '@stellar/stellar-sdk'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
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

type Changes = Partial<{
  asset: Asset
  sendAsset: Asset
  path: Asset[]
  destAmount: string
  sendMax: string
  sendAmount: string
  destMin: string
}>

const receive = (destination: string, amount: string, { asset = network.usdc, ...more }: Changes = {}) =>
  Operation.pathPaymentStrictReceive({
    sendAsset: asset,
    sendMax: amount,
    destination,
    destAsset: asset,
    destAmount: amount,
    ...more,
  })
const send = (destination: string, amount: string, { asset = network.usdc, ...more }: Changes = {}) =>
  Operation.pathPaymentStrictSend({
    sendAsset: asset,
    sendAmount: amount,
    destination,
    destAsset: asset,
    destMin: amount,
    ...more,
  })
const EUR = new Asset('EUR', Keypair.random().publicKey())

describe.each([
  ['strict receive', receive, 'pathPaymentStrictReceive'],
  ['strict send', send, 'pathPaymentStrictSend'],
])('a path payment, %s,', (_name, pay, code) => {
  test('whose path never leaves USDC pays like a payment, event and all', async () => {
    const alice = await usdcHolder(network, '100')
    const bob = await usdcHolder(network)
    const muxed = new MuxedAccount(new Account(bob.publicKey(), '0'), '7').accountId()

    const paid = await run(network, alice, pay(muxed, '12.5', { path: [network.usdc] }))

    expect(operationCodes(paid)).toEqual([`${code}Success`])
    expect(await usdcBalance(network, alice.publicKey())).toBe('875000000')
    expect(await usdcBalance(network, bob.publicKey())).toBe('125000000')
    const { events } = await network.server.getEvents({
      startLedger: paid.ledger,
      filters: [{ type: 'contract', contractIds: [network.usdcContractId] }],
    })
    expect(events.map(({ topic, value, txHash }) => [txHash, topic.map(scValToNative), scValToNative(value)])).toEqual([
      [
        paid.txHash,
        ['transfer', alice.publicKey(), bob.publicKey(), `USDC:${network.usdc.getIssuer()}`],
        { amount: 125_000_000n, to_muxed_id: 7n },
      ],
    ])
  })

  test('reports what arrived at the destination', async () => {
    const alice = await usdcHolder(network, '3')
    const bob = await usdcHolder(network)
    const { resultXdr } = await run(network, alice, pay(bob.publicKey(), '3'))
    expect(JSON.stringify(resultXdr.toJson())).toContain(`"amount":"30000000"`)
    expect(JSON.stringify(resultXdr.toJson())).toContain(bob.publicKey())
  })

  test('moves XLM, and leaves the minimum balance alone', async () => {
    const [alice, bob] = [await fundedAccount(network), await fundedAccount(network)]
    const native = { asset: Asset.native() }
    expect(operationCodes(await run(network, alice, pay(bob.publicKey(), '9998', native)))).toEqual([`${code}Success`])
    expect(operationCodes(await run(network, alice, pay(bob.publicKey(), '1.5', native)))).toEqual([
      `${code}Underfunded`,
    ])
  })

  test.each([
    ['to another asset', () => ({ sendAsset: Asset.native() })],
    ['by way of another asset', () => ({ path: [EUR] })],
  ])('%s finds too few offers, because there are none', async (_how, changes) => {
    const alice = await usdcHolder(network, '5')
    const bob = await usdcHolder(network)
    const failed = await run(network, alice, pay(bob.publicKey(), '1', changes()))
    expect(operationCodes(failed)).toEqual([`${code}TooFewOffers`])
    expect(await usdcBalance(network, alice.publicKey())).toBe('50000000')
    expect(await usdcBalance(network, bob.publicKey())).toBe('0')
  })

  test('fails when the sender has too little', async () => {
    const alice = await usdcHolder(network, '5')
    const bob = await usdcHolder(network)
    expect(operationCodes(await run(network, alice, pay(bob.publicKey(), '6')))).toEqual([`${code}Underfunded`])
  })

  test('fails when the sender has no trustline', async () => {
    const [alice, bob] = [await fundedAccount(network), await usdcHolder(network)]
    expect(operationCodes(await run(network, alice, pay(bob.publicKey(), '1')))).toEqual([`${code}SrcNoTrust`])
  })

  test('fails when the destination has no trustline, or does not exist', async () => {
    const alice = await usdcHolder(network, '5')
    const stranger = await fundedAccount(network)
    expect(operationCodes(await run(network, alice, pay(stranger.publicKey(), '1')))).toEqual([`${code}NoTrust`])
    const nobody = Keypair.random().publicKey()
    expect(operationCodes(await run(network, alice, pay(nobody, '1')))).toEqual([`${code}NoDestination`])
  })

  test('fails when the destination trustline would pass its limit', async () => {
    const alice = await usdcHolder(network, '5')
    const bob = await fundedAccount(network)
    await run(network, bob, Operation.changeTrust({ asset: network.usdc, limit: '1' }))
    expect(operationCodes(await run(network, alice, pay(bob.publicKey(), '2')))).toEqual([`${code}LineFull`])
  })
})

test('a path payment that would cost more than its limit, or bring less, is not made', async () => {
  const alice = await usdcHolder(network, '5')
  const bob = await usdcHolder(network)
  const dear = await run(network, alice, receive(bob.publicKey(), '2', { sendMax: '1.9999999' }))
  expect(operationCodes(dear)).toEqual(['pathPaymentStrictReceiveOverSendmax'])
  const little = await run(network, alice, send(bob.publicKey(), '2', { destMin: '2.0000001' }))
  expect(operationCodes(little)).toEqual(['pathPaymentStrictSendUnderDestmin'])
  expect(await usdcBalance(network, alice.publicKey())).toBe('50000000')
})
