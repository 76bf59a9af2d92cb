import {
  Account,
  Address,
  Contract,
  nativeToScVal,
  type Transaction,
  TransactionBuilder,
  xdr,
} from '@stellar/stellar-sdk'
import { beforeEach, describe, expect, test } from 'vitest'
import { contractRegistry } from '../../sandbox/contracts/registry.ts'
import { ISSUER_SIGNER, USDC, USDC_ISSUER } from '../../sandbox/genesis.ts'
import { type Chain, openChain } from '../../sandbox/ledger/chain.ts'
import { PERSISTENT_TTL_LEDGERS } from '../../sandbox/ledger/constants.ts'
import { contractDataKey } from '../../sandbox/ledger/keys.ts'
import { networkOf } from '../../sandbox/ledger/network.ts'
import { openOverlay } from '../../sandbox/ledger/overlay.ts'
import { requireAccount } from '../../sandbox/ledger/reserves.ts'
import { decodeTransaction } from '../../sandbox/ledger/transactionFrame.ts'
import { liveUntil, setLiveUntil } from '../../sandbox/soroban/contractStorage.ts'
import { simulate } from '../../sandbox/soroban/simulate.ts'
import { openStore } from '../../sandbox/store/openStore.ts'
import { PASSPHRASE } from './localNetwork.ts'

const network = networkOf(PASSPHRASE)
const usdcContract = new Contract(USDC.contractId(PASSPHRASE))
const VAULT = Address.contract(new Uint8Array(32).fill(9)).toString()
const address = (text: string) => nativeToScVal(text, { type: 'address' })
const BALANCE = contractDataKey(
  usdcContract.contractId(),
  xdr.ScVal.scvVec([nativeToScVal('Balance', { type: 'symbol' }), address(VAULT)]),
)

/** Goal: an entry whose life ran out is not lost, but needs to be restored by the call that uses it. */
let chain: Chain
beforeEach(() => {
  chain = openChain(openStore(':memory:'), network, contractRegistry)
  expect(send(withData(payVault()))).toBe('invokeHostFunctionSuccess')
})

function payVault(): Transaction {
  const { sequence } = requireAccount(chain.store.entries, USDC_ISSUER)
  const amount = nativeToScVal(5n, { type: 'i128' })
  return new TransactionBuilder(new Account(USDC_ISSUER, sequence.toString()), {
    fee: '100',
    networkPassphrase: PASSPHRASE,
  })
    .addOperation(usdcContract.call('transfer', address(USDC_ISSUER), address(VAULT), amount))
    .setTimeout(0)
    .build()
}

/** Simulates and adds what the call needs. */
function withData(transaction: Transaction, keepRestoration = true): Transaction {
  const frame = decodeTransaction(transaction.toXdr(), network.id)
  const { store, code } = chain
  const outcome = simulate(frame, undefined, { view: store.entries, at: chain.next(), network, code })
  if (outcome.kind !== 'returned') return expect.fail(JSON.stringify(outcome))
  const ext = keepRestoration ? outcome.data.ext : xdr.SorobanTransactionDataExt.v0()
  const sorobanData = new xdr.SorobanTransactionData({ ...outcome.data, ext })
  const [operation] = frame.inner.operations
  if (operation?.body.type !== 'invokeHostFunction') return expect.fail('no contract call')
  const { hostFunction } = operation.body.invokeHostFunctionOp
  const invoke = new xdr.InvokeHostFunctionOp({ hostFunction, auth: [...outcome.auth] })
  return TransactionBuilder.cloneFrom(transaction, { sorobanData, fee: '100' })
    .clearOperations()
    .addOperation(new xdr.Operation({ sourceAccount: null, body: xdr.OperationBody.invokeHostFunction(invoke) }))
    .build()
}

function send(transaction: Transaction): string {
  transaction.sign(ISSUER_SIGNER)
  const { status, errorResult } = chain.submit(transaction.toXdr())
  expect([status, errorResult?.toJson()]).toEqual(['PENDING', undefined])
  const [applied] = chain.close().applied
  const result = applied?.result.result
  const [operation] = result !== undefined && 'results' in result ? result.results : []
  return operation?.type === 'opInner' ? operation.tr.value.type : 'none'
}

function archiveBalance(): void {
  const overlay = openOverlay(chain.store.entries, chain.head().sequence)
  setLiveUntil(overlay, BALANCE, chain.head().sequence)
  chain.store.entries.apply(overlay.changes())
}

describe('a stored contract entry', () => {
  test('lives 2,073,599 ledgers beyond the one that created it', () => {
    expect(liveUntil(chain.store.entries, BALANCE)).toBe(chain.head().sequence + PERSISTENT_TTL_LEDGERS)
  })

  test('whose life ran out comes back with the call whose simulation said so', () => {
    archiveBalance()
    const transaction = withData(payVault())

    expect(send(transaction)).toBe('invokeHostFunctionSuccess')
    expect(liveUntil(chain.store.entries, BALANCE)).toBe(chain.head().sequence + PERSISTENT_TTL_LEDGERS)
    const entry = chain.store.entries.get(BALANCE)
    expect(JSON.stringify(entry?.toJson())).toContain('"10"')
  })

  test('whose life ran out stops a call that does not ask for its restoration', () => {
    archiveBalance()
    expect(send(withData(payVault(), false))).toBe('invokeHostFunctionEntryArchived')
  })
})
