import {
  Account,
  Address,
  BASE_FEE,
  Contract,
  Keypair,
  nativeToScVal,
  Operation,
  type Transaction,
  TransactionBuilder,
  xdr,
} from '@stellar/stellar-sdk'
import { beforeEach, describe, expect, test } from 'vitest'
import { contractRegistry } from '../../sandbox/contracts/registry.ts'
import { ISSUER_SIGNER, USDC, USDC_ISSUER } from '../../sandbox/genesis.ts'
import { type Chain, openChain } from '../../sandbox/ledger/chain.ts'
import { MAX_TTL_LEDGERS, PERSISTENT_TTL_LEDGERS } from '../../sandbox/ledger/constants.ts'
import { accountKey, contractDataKey, type EntryKey, ledgerKeyOf } from '../../sandbox/ledger/keys.ts'
import { networkOf } from '../../sandbox/ledger/network.ts'
import { openOverlay } from '../../sandbox/ledger/overlay.ts'
import { requireAccount } from '../../sandbox/ledger/reserves.ts'
import { decodeTransaction } from '../../sandbox/ledger/transactionFrame.ts'
import { liveUntil, setLiveUntil } from '../../sandbox/soroban/contractStorage.ts'
import { type Simulation, simulate } from '../../sandbox/soroban/simulate.ts'
import { openStore } from '../../sandbox/store/openStore.ts'
import { PASSPHRASE } from './localNetwork.ts'

const network = networkOf(PASSPHRASE)
const usdcContract = new Contract(USDC.contractId(PASSPHRASE))
const [VAULT, OTHER] = [9, 10].map((byte) => Address.contract(new Uint8Array(32).fill(byte)).toString()) as [
  string,
  string,
]
const scAddress = (text: string) => nativeToScVal(text, { type: 'address' })
const balanceOf = (holder: string): EntryKey =>
  contractDataKey(
    usdcContract.contractId(),
    xdr.ScVal.scvVec([nativeToScVal('Balance', { type: 'symbol' }), scAddress(holder)]),
  )
const EXTEND = Operation.extendFootprintTtl({ extendTo: MAX_TTL_LEDGERS })
const RESTORE = Operation.restoreFootprint({})

let chain: Chain
beforeEach(() => {
  chain = openChain(openStore(':memory:'), network, contractRegistry)
  for (const holder of [VAULT, OTHER]) {
    const amount = nativeToScVal(5n, { type: 'i128' })
    const call = usdcContract.call('transfer', scAddress(USDC_ISSUER), scAddress(holder), amount)
    const [readOnly, readWrite] = [[usdcContract.getFootprint()], [ledgerKeyOf(balanceOf(holder))]]
    expect(send(transaction(call, footprintOf(readOnly, readWrite, 10_000_000n, 1_000)))).toBe(
      'invokeHostFunctionSuccess',
    )
  }
})

type Footprint = { readOnly?: EntryKey[]; readWrite?: EntryKey[] }

function footprintOf(
  readOnly: xdr.LedgerKey[],
  readWrite: xdr.LedgerKey[],
  resourceFee: bigint,
  bytes: number,
): xdr.SorobanTransactionData {
  const footprint = new xdr.LedgerFootprint({ readOnly, readWrite })
  const resources = new xdr.SorobanResources({ footprint, instructions: 0, diskReadBytes: bytes, writeBytes: bytes })
  return new xdr.SorobanTransactionData({ ext: xdr.SorobanTransactionDataExt.v0(), resources, resourceFee })
}

function transaction(operation: xdr.Operation, sorobanData: xdr.SorobanTransactionData): Transaction {
  const { sequence } = requireAccount(chain.store.entries, USDC_ISSUER)
  const invoked = withAuthorization(operation)
  return new TransactionBuilder(new Account(USDC_ISSUER, sequence.toString()), {
    fee: BASE_FEE,
    networkPassphrase: PASSPHRASE,
  })
    .addOperation(invoked)
    .setSorobanData(sorobanData)
    .setTimeout(0)
    .build()
}

/** The issuer's own call needs its agreement, which its signature of the transaction gives. */
function withAuthorization(operation: xdr.Operation): xdr.Operation {
  if (operation.body.type !== 'invokeHostFunction') return operation
  const { hostFunction } = operation.body.invokeHostFunctionOp
  if (hostFunction.type !== 'hostFunctionTypeInvokeContract') return operation
  const rootInvocation = new xdr.SorobanAuthorizedInvocation({
    function: xdr.SorobanAuthorizedFunction.sorobanAuthorizedFunctionTypeContractFn(hostFunction.invokeContract),
    subInvocations: [],
  })
  const credentials = xdr.SorobanCredentials.sorobanCredentialsSourceAccount()
  const auth = [new xdr.SorobanAuthorizationEntry({ credentials, rootInvocation })]
  const body = xdr.OperationBody.invokeHostFunction(new xdr.InvokeHostFunctionOp({ hostFunction, auth }))
  return new xdr.Operation({ sourceAccount: null, body })
}

function tried(operation: xdr.Operation, { readOnly = [], readWrite = [] }: Footprint): Simulation {
  const data = footprintOf(readOnly.map(ledgerKeyOf), readWrite.map(ledgerKeyOf), 0n, 0)
  const frame = decodeTransaction(transaction(operation, data).toXdr(), network.id)
  const { store, code } = chain
  return simulate(frame, undefined, { view: store.entries, at: chain.next(), network, code })
}

/** What the simulation says the operation needs. */
function priceOf(operation: xdr.Operation, footprint: Footprint): xdr.SorobanTransactionData {
  const outcome = tried(operation, footprint)
  return outcome.kind === 'priced' ? outcome.data : expect.fail(JSON.stringify(outcome))
}

function changed(
  data: xdr.SorobanTransactionData,
  changes: { resourceFee?: bigint; writeBytes?: number; diskReadBytes?: number },
): xdr.SorobanTransactionData {
  const { resourceFee = data.resourceFee, ...sizes } = changes
  const resources = new xdr.SorobanResources({ ...data.resources, ...sizes })
  return new xdr.SorobanTransactionData({ ext: data.ext, resources, resourceFee })
}

/** How the operation ended, or the code with which the network did not take the transaction. */
function send(signed: Transaction): string {
  signed.sign(ISSUER_SIGNER)
  const { errorResult } = chain.submit(signed.toXdr())
  const result = (errorResult ?? chain.close().applied[0]?.result)?.result
  if (result === undefined || !('results' in result)) return result?.type ?? 'nothing'
  const [operation] = result.results
  return operation?.type === 'opInner' ? operation.tr.value.type : (operation?.type ?? 'nothing')
}

const lifeOf = (holder: string) => liveUntil(chain.store.entries, balanceOf(holder)) ?? 0

function archive(holder: string): void {
  const overlay = openOverlay(chain.store.entries, chain.head().sequence)
  setLiveUntil(overlay, balanceOf(holder), chain.head().sequence)
  chain.store.entries.apply(overlay.changes())
}

describe('extendFootprintTtl', () => {
  test('lets an entry live as long as the network allows, for what its simulation said', () => {
    const data = priceOf(EXTEND, { readOnly: [balanceOf(VAULT)] })
    const feeBefore = requireAccount(chain.store.entries, USDC_ISSUER).balanceStroops

    expect(send(transaction(EXTEND, data))).toBe('extendFootprintTtlSuccess')

    expect(lifeOf(VAULT)).toBe(chain.head().sequence + MAX_TTL_LEDGERS)
    const paid = feeBefore - requireAccount(chain.store.entries, USDC_ISSUER).balanceStroops
    expect(paid).toBe(data.resourceFee + 100n)
    // About 200 bytes for 60 more days, and a call.
    expect(data.resourceFee).toBeGreaterThan(310_000n + 40_000n)
    expect(data.resourceFee).toBeLessThan(1_500_000n)
  })

  test('still fits when some ledgers pass between simulation and application', () => {
    const signed = transaction(EXTEND, priceOf(EXTEND, { readOnly: [balanceOf(VAULT)] }))
    for (let ledger = 0; ledger < 100; ledger += 1) chain.close()
    expect(send(signed)).toBe('extendFootprintTtlSuccess')
  })

  test('costs the more, the longer and the bigger', () => {
    const days = (extendTo: number, ...holders: string[]) =>
      priceOf(Operation.extendFootprintTtl({ extendTo }), { readOnly: holders.map(balanceOf) }).resourceFee
    const [short, long] = [days(PERSISTENT_TTL_LEDGERS + 100_000, VAULT), days(PERSISTENT_TTL_LEDGERS + 900_000, VAULT)]
    expect(long).toBeGreaterThan(short)
    expect(days(PERSISTENT_TTL_LEDGERS + 100_000, VAULT, OTHER)).toBeGreaterThan(short)
  })

  test('never shortens a life, and its simulation leaves such entries out', () => {
    const shorter = Operation.extendFootprintTtl({ extendTo: 10 })
    const before = lifeOf(VAULT)
    expect(priceOf(shorter, { readOnly: [balanceOf(VAULT)] }).resources.footprint.readOnly).toEqual([])
    const data = footprintOf([ledgerKeyOf(balanceOf(VAULT))], [], 10_000_000n, 0)
    expect(send(transaction(shorter, data))).toBe('extendFootprintTtlSuccess')
    expect(lifeOf(VAULT)).toBe(before)
  })

  test('passes over entries that are archived or do not exist', () => {
    archive(VAULT)
    const missing = balanceOf(Address.contract(new Uint8Array(32)).toString())
    const footprint = { readOnly: [balanceOf(VAULT), missing, balanceOf(OTHER)] }
    const data = footprintOf(footprint.readOnly.map(ledgerKeyOf), [], 10_000_000n, 0)
    expect(priceOf(EXTEND, footprint).resources.footprint.readOnly).toHaveLength(1)
    expect(send(transaction(EXTEND, data))).toBe('extendFootprintTtlSuccess')
    expect(lifeOf(VAULT)).toBeLessThan(chain.head().sequence)
    expect(lifeOf(OTHER)).toBe(chain.head().sequence + MAX_TTL_LEDGERS)
  })

  test('is refused when the rent is not offered, and nothing lives longer', () => {
    const data = priceOf(EXTEND, { readOnly: [balanceOf(VAULT), balanceOf(OTHER)] })
    const before = lifeOf(VAULT)
    const poor = changed(data, { resourceFee: (data.resourceFee * 3n) / 4n })
    expect(send(transaction(EXTEND, poor))).toBe('extendFootprintTtlInsufficientRefundableFee')
    expect(lifeOf(VAULT)).toBe(before)
  })

  test.each<[string, () => [xdr.Operation, xdr.SorobanTransactionData]]>([
    ['names entries to write', () => [EXTEND, footprintOf([], [ledgerKeyOf(balanceOf(VAULT))], 10_000_000n, 0)]],
    ['names an account', () => [EXTEND, footprintOf([ledgerKeyOf(accountKey(USDC_ISSUER))], [], 10_000_000n, 0)]],
    [
      'asks for more than the network allows',
      () => [
        Operation.extendFootprintTtl({ extendTo: MAX_TTL_LEDGERS + 1 }),
        footprintOf([ledgerKeyOf(balanceOf(VAULT))], [], 10_000_000n, 0),
      ],
    ],
  ])('is malformed when it %s', (_name, make) => {
    expect(send(transaction(...make()))).toBe('extendFootprintTtlMalformed')
  })

  test('cannot be simulated without saying for which entries', () => {
    const { sequence } = requireAccount(chain.store.entries, USDC_ISSUER)
    const bare = new TransactionBuilder(new Account(USDC_ISSUER, sequence.toString()), {
      fee: BASE_FEE,
      networkPassphrase: PASSPHRASE,
    })
    const built = bare.addOperation(EXTEND).setTimeout(0).build()
    const frame = decodeTransaction(built.toXdr(), network.id)
    const { store, code } = chain
    const outcome = simulate(frame, undefined, { view: store.entries, at: chain.next(), network, code })
    expect(outcome).toMatchObject({ kind: 'unsupported', reason: expect.stringContaining('SorobanTransactionData') })
    expect(send(built)).toBe('txMalformed')
  })
})

describe('restoreFootprint', () => {
  test('brings an archived entry back with the life of a new one', () => {
    archive(VAULT)
    const data = priceOf(RESTORE, { readWrite: [balanceOf(VAULT), balanceOf(OTHER)] })
    expect(data.resources.footprint.readWrite).toHaveLength(1)

    expect(send(transaction(RESTORE, data))).toBe('restoreFootprintSuccess')

    expect(lifeOf(VAULT)).toBe(chain.head().sequence + PERSISTENT_TTL_LEDGERS)
    expect(JSON.stringify(chain.store.entries.get(balanceOf(VAULT))?.toJson())).toContain('"5"')
  })

  test('of an entry that is alive changes nothing', () => {
    const before = lifeOf(VAULT)
    const data = footprintOf([], [ledgerKeyOf(balanceOf(VAULT))], 10_000_000n, 0)
    expect(send(transaction(RESTORE, data))).toBe('restoreFootprintSuccess')
    expect(lifeOf(VAULT)).toBe(before)
  })

  test.each([
    ['bytes to read', { diskReadBytes: 10 }, 'restoreFootprintResourceLimitExceeded'],
    ['bytes to write', { writeBytes: 10 }, 'restoreFootprintResourceLimitExceeded'],
    ['rent', { resourceFee: 450_000n }, 'restoreFootprintInsufficientRefundableFee'],
  ])('is refused when it declares too little %s', (_name, changes, code) => {
    archive(VAULT)
    const data = priceOf(RESTORE, { readWrite: [balanceOf(VAULT)] })
    expect(data.resourceFee).toBeGreaterThan(450_000n)
    expect(send(transaction(RESTORE, changed(data, changes)))).toBe(code)
    expect(lifeOf(VAULT)).toBeLessThan(chain.head().sequence)
  })

  test.each<[string, () => xdr.SorobanTransactionData]>([
    ['names entries to read', () => footprintOf([ledgerKeyOf(balanceOf(VAULT))], [], 10_000_000n, 0)],
    ['names an entry that cannot come back', () => footprintOf([], [temporaryKey()], 10_000_000n, 0)],
  ])('is malformed when it %s', (_name, make) => {
    expect(send(transaction(RESTORE, make()))).toBe('restoreFootprintMalformed')
  })
})

function temporaryKey(): xdr.LedgerKey {
  const contract = new Address(VAULT).toScAddress()
  const key = nativeToScVal(Keypair.random().publicKey())
  const durability = xdr.ContractDataDurability.temporary
  return xdr.LedgerKey.contractData(new xdr.LedgerKeyContractData({ contract, key, durability }))
}
