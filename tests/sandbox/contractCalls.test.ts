import {
  Address,
  authorizeEntry,
  Contract,
  Keypair,
  nativeToScVal,
  Operation,
  rpc,
  type SorobanDataBuilder,
  scValToNative,
  type Transaction,
  TransactionBuilder,
  xdr,
} from '@stellar/stellar-sdk'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ISSUER_SIGNER, USDC_ISSUER } from '../../sandbox/genesis.ts'
import {
  appliedTransaction,
  build,
  fundedAccount,
  type LocalNetwork,
  operationCodes,
  refusal,
  startNetwork,
  submit,
  usdcBalance,
  usdcHolder,
} from './localNetwork.ts'

let network: LocalNetwork
let alice: Keypair
let bob: Keypair
beforeAll(async () => {
  network = await startNetwork()
  alice = await usdcHolder(network, '100')
  bob = await usdcHolder(network)
})
afterAll(() => network.close())

const i128 = (amount: bigint) => nativeToScVal(amount, { type: 'i128' })
const address = (text: string) => nativeToScVal(text, { type: 'address' })
/** Any contract address can hold an asset; nothing has to exist there. */
const VAULT = Address.contract(new Uint8Array(32).fill(7)).toString()

const usdc = () => new Contract(network.usdcContractId)
const transfer = (from: string, to: string, amount: bigint) =>
  usdc().call('transfer', address(from), address(to), i128(amount))

async function prepared(source: Keypair, operation: xdr.Operation): Promise<Transaction> {
  const transaction = await network.server.prepareTransaction(await build(network, source.publicKey(), [operation]))
  transaction.sign(source)
  return transaction
}

async function simulationError(source: Keypair, operation: xdr.Operation) {
  const simulation = await network.server.simulateTransaction(await build(network, source.publicKey(), [operation]))
  if (!rpc.Api.isSimulationError(simulation)) return expect.fail('the simulation succeeded')
  return simulation
}

describe('the USDC contract', () => {
  test('moves USDC between accounts and contracts, with an event each time', async () => {
    const applied = await submit(network, await prepared(alice, transfer(alice.publicKey(), VAULT, 250n)))

    expect(applied.status).toBe('SUCCESS')
    expect(await usdcBalance(network, VAULT)).toBe('250')
    const event = applied.events.contractEventsXdr[0]?.[0]
    expect(event?.body.v0.topics.map(scValToNative)).toEqual([
      'transfer',
      alice.publicKey(),
      VAULT,
      `USDC:${network.usdc.getIssuer()}`,
    ])
    if (applied.status === 'SUCCESS') expect(applied.returnValue?.type).toBe('scvVoid')
  })

  test('answers a balance to a simulation, whoever asks', async () => {
    const stranger = Keypair.random()
    const account = await network.server.getAccount(bob.publicKey())
    const call = new Contract(network.usdcContractId).call('balance', address(alice.publicKey()))
    const transaction = await build(network, stranger.publicKey(), [call], { account })
    const simulation = await network.server.simulateTransaction(transaction)
    if (!rpc.Api.isSimulationSuccess(simulation)) return expect.fail('the simulation failed')
    expect(scValToNative(simulation.result?.retval ?? expect.fail('no value'))).toBe(
      BigInt((await usdcBalance(network, alice.publicKey())) ?? -1),
    )
  })

  test.each([
    [10, 'more than the sender has', async () => transfer(bob.publicKey(), VAULT, 10n ** 12n)],
    [8, 'a negative amount', async () => transfer(bob.publicKey(), VAULT, -1n)],
    [
      13,
      'to an account without trustline',
      async () => transfer(bob.publicKey(), (await fundedAccount(network)).publicKey(), 0n),
    ],
  ])('refuses with its own error %i a transfer of %s', async (code, _what, operation) => {
    const { error, events } = await simulationError(bob, await operation())

    expect(error).toContain(`HostError: Error(Contract, #${code})`)
    expect(error).toContain(`contract:${network.usdcContractId}`)
    expect(events[0]?.event.contractId?.toString()).toBe(
      Buffer.from(new Contract(network.usdcContractId).address().toBuffer()).toString('hex'),
    )
  })

  test('freezes a contract, which then neither pays nor receives, until it is freed', async () => {
    const vault = Address.contract(new Uint8Array(32).fill(8)).toString()
    const authorize = async (authorized: boolean) => {
      const call = usdc().call('set_authorized', address(vault), xdr.ScVal.scvBool(authorized))
      const unsigned = await build(network, USDC_ISSUER, [call])
      const transaction = await network.server.prepareTransaction(unsigned)
      transaction.sign(ISSUER_SIGNER)
      expect((await submit(network, transaction)).status).toBe('SUCCESS')
    }
    const isAuthorized = async () => {
      const call = await build(network, bob.publicKey(), [usdc().call('authorized', address(vault))])
      const simulation = await network.server.simulateTransaction(call)
      if (!rpc.Api.isSimulationSuccess(simulation)) return expect.fail('the simulation failed')
      return scValToNative(simulation.result?.retval ?? expect.fail('no value')) as boolean
    }
    expect(await isAuthorized()).toBe(true)
    await authorize(false)
    expect(await isAuthorized()).toBe(false)
    const { error } = await simulationError(alice, transfer(alice.publicKey(), vault, 1n))
    expect(error).toContain('HostError: Error(Contract, #11)')
    await authorize(true)
    await submit(network, await prepared(alice, transfer(alice.publicKey(), vault, 1n)))
    expect(await usdcBalance(network, vault)).toBe('1')
  })

  test('has no function of another name', async () => {
    const { error } = await simulationError(bob, new Contract(network.usdcContractId).call('mint_all'))
    expect(error).toContain('HostError: Error(WasmVm, MissingValue)')
  })

  test('cannot be called where there is no contract', async () => {
    const { error } = await simulationError(bob, new Contract(VAULT).call('balance', address(VAULT)))
    expect(error).toContain('HostError: Error(Storage, MissingValue)')
  })
})

describe('authorisation', () => {
  test('by the source account covers exactly the call that was signed', async () => {
    const transaction = await prepared(alice, transfer(alice.publicKey(), VAULT, 5n))
    const other = transfer(alice.publicKey(), VAULT, 6n)
    const tampered = await withCall(transaction, other)
    tampered.sign(alice)

    const failed = await submit(network, tampered)

    expect(operationCodes(failed)).toEqual(['invokeHostFunctionTrapped'])
    expect(JSON.stringify(failed.diagnosticEventsXdr?.map((event) => event.toJson()))).toContain('auth')
  })

  test('of another account needs that account’s own signed entry, once', async () => {
    const operation = transfer(alice.publicKey(), bob.publicKey(), 9n)
    const unsigned = await build(network, bob.publicKey(), [operation])
    const simulation = await network.server.simulateTransaction(unsigned)
    if (!rpc.Api.isSimulationSuccess(simulation)) return expect.fail(`the simulation failed`)
    const [entry] = simulation.result?.auth ?? []
    const validUntil = simulation.latestLedger + 10_000
    const sign = (key: Keypair) => authorizeEntry(entry ?? expect.fail('no entry'), key, validUntil, network.passphrase)
    const send = async (auth: xdr.SorobanAuthorizationEntry) => {
      const call = Operation.invokeHostFunction({ func: functionOf(operation), auth: [auth] })
      const transaction = await network.server.prepareTransaction(await build(network, bob.publicKey(), [call]))
      transaction.sign(bob)
      return transaction
    }
    const before = BigInt((await usdcBalance(network, bob.publicKey())) ?? 0)

    const valid = await sign(alice)
    expect((await submit(network, await send(valid))).status).toBe('SUCCESS')
    expect(await usdcBalance(network, bob.publicKey())).toBe((before + 9n).toString())
    await expect(send(valid)).rejects.toThrow('Error(Auth, ExistingValue)')
    await expect(send(unsignedCopy(entry ?? expect.fail('no entry')))).rejects.toThrow('Error(Auth, InvalidAction)')
  })
})

describe('resources', () => {
  test('a call that touches an undeclared entry traps and keeps nothing but the fee', async () => {
    const transaction = await prepared(alice, transfer(alice.publicKey(), VAULT, 1n))
    const before = await usdcBalance(network, VAULT)
    const trimmed = withData(transaction, (data) => {
      const { readOnly, readWrite } = data.resources.footprint
      const kept = readWrite.filter((key) => key.type !== 'contractData')
      return withFootprint(data, new xdr.LedgerFootprint({ readOnly, readWrite: kept }))
    })
    trimmed.sign(alice)

    const failed = await submit(network, trimmed)

    expect(operationCodes(failed)).toEqual(['invokeHostFunctionTrapped'])
    expect(failed.resultXdr.feeCharged).toBe(BigInt(trimmed.fee))
    expect(await usdcBalance(network, VAULT)).toBe(before)
  })

  test('a call that writes more than it declared exceeds its limit', async () => {
    const transaction = await prepared(alice, transfer(alice.publicKey(), VAULT, 1n))
    const cramped = withData(transaction, (data) => withWriteBytes(data, 10))
    cramped.sign(alice)

    expect(operationCodes(await submit(network, cramped))).toEqual(['invokeHostFunctionResourceLimitExceeded'])
  })

  test('a resource fee below the price of what is declared is refused at once', async () => {
    const transaction = await prepared(alice, transfer(alice.publicKey(), VAULT, 1n))
    const cheap = withData(transaction, (data) => new xdr.SorobanTransactionData({ ...data, resourceFee: 10n }))
    cheap.sign(alice)

    expect(await refusal(network, cheap)).toBe('txSorobanInvalid')
  })

  test('a fee bump pays the resource fee of a call whose own fee is too low', async () => {
    const transaction = await prepared(alice, transfer(alice.publicKey(), VAULT, 1n))
    const bump = TransactionBuilder.buildFeeBumpTransaction(bob.publicKey(), '100', transaction, network.passphrase)
    bump.sign(bob)

    const applied = await submit(network, bump)

    expect(applied.status).toBe('SUCCESS')
    expect(applied.resultXdr.feeCharged).toBe(BigInt(bump.fee))
    expect((await appliedTransaction(network, applied.txHash)).feeBump).toBe(true)
  })
})

function functionOf(operation: xdr.Operation): xdr.HostFunction {
  const { body } = operation
  return body.type === 'invokeHostFunction' ? body.invokeHostFunctionOp.hostFunction : expect.fail('no contract call')
}

function unsignedCopy(entry: xdr.SorobanAuthorizationEntry): xdr.SorobanAuthorizationEntry {
  return xdr.SorobanAuthorizationEntry.fromXdr(entry.toXdr())
}

/** The same transaction with its authorisation, but another call. */
async function withCall(transaction: Transaction, operation: xdr.Operation): Promise<Transaction> {
  const [given] = transaction.operations
  if (given?.type !== 'invokeHostFunction') return expect.fail('no contract call')
  const call = Operation.invokeHostFunction({ func: functionOf(operation), auth: given.auth ?? [] })
  const sorobanData = dataOf(transaction)
  return TransactionBuilder.cloneFrom(transaction, { sorobanData, fee: feePart(transaction, sorobanData) })
    .clearOperations()
    .addOperation(call)
    .build()
}

function dataOf(transaction: Transaction): Data {
  const envelope = transaction.toEnvelope()
  if (envelope.type !== 'envelopeTypeTx' || envelope.v1.tx.ext.type !== 'sorobanData') return expect.fail('no call')
  return envelope.v1.tx.ext.sorobanData
}

type Data = ReturnType<SorobanDataBuilder['build']>

function withData(transaction: Transaction, change: (data: Data) => Data): Transaction {
  const data = change(dataOf(transaction))
  return TransactionBuilder.cloneFrom(transaction, { sorobanData: data, fee: feePart(transaction, data) }).build()
}

/** cloneFrom adds the resource fee again. */
function feePart(transaction: Transaction, data: Data): string {
  return (BigInt(transaction.fee) - data.resourceFee).toString()
}

function withFootprint(data: Data, footprint: xdr.LedgerFootprint): Data {
  return new xdr.SorobanTransactionData({
    ...data,
    resources: new xdr.SorobanResources({ ...data.resources, footprint }),
  })
}

function withWriteBytes(data: Data, writeBytes: number): Data {
  return new xdr.SorobanTransactionData({
    ...data,
    resources: new xdr.SorobanResources({ ...data.resources, writeBytes }),
  })
}
