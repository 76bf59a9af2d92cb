import {
  Address,
  type Keypair,
  nativeToScVal,
  Operation,
  SorobanDataBuilder,
  TransactionBuilder,
  xdr,
} from '@stellar/stellar-sdk'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { build, type LocalNetwork, operationCodes, startNetwork, submit, usdcHolder } from './localNetwork.ts'

let network: LocalNetwork
let alice: Keypair
beforeAll(async () => {
  network = await startNetwork()
  alice = await usdcHolder(network, '100')
})
afterAll(() => network.close())

const MAX_TTL_LEDGERS = 3_110_399
const VAULT = Address.contract(new Uint8Array(32).fill(9)).toString()
const scAddress = (text: string) => nativeToScVal(text, { type: 'address' })

async function paidVault(): Promise<xdr.LedgerKey> {
  const args = [scAddress(alice.publicKey()), scAddress(VAULT), nativeToScVal(5n, { type: 'i128' })]
  const call = Operation.invokeContractFunction({ contract: network.usdcContractId, function: 'transfer', args })
  const prepared = await network.server.prepareTransaction(await build(network, alice.publicKey(), [call]))
  prepared.sign(alice)
  expect((await submit(network, prepared)).status).toBe('SUCCESS')
  return xdr.LedgerKey.contractData(
    new xdr.LedgerKeyContractData({
      contract: Address.fromString(network.usdcContractId).toScAddress(),
      key: xdr.ScVal.scvVec([nativeToScVal('Balance', { type: 'symbol' }), scAddress(VAULT)]),
      durability: xdr.ContractDataDurability.persistent,
    }),
  )
}

test('the SDK prepares an extension that names its entries, and the entry lives longer afterwards', async () => {
  const key = await paidVault()
  const extend = Operation.extendFootprintTtl({ extendTo: MAX_TTL_LEDGERS })
  const bare = await build(network, alice.publicKey(), [extend])
  await expect(network.server.prepareTransaction(bare)).rejects.toThrow('SorobanTransactionData')
  const named = await build(network, alice.publicKey(), [extend])
  const withEntries = new SorobanDataBuilder().setReadOnly([key]).build()

  const prepared = await network.server.prepareTransaction(withData(named, withEntries))
  prepared.sign(alice)
  const applied = await submit(network, prepared)

  expect(operationCodes(applied)).toEqual(['extendFootprintTtlSuccess'])
  const { entries } = await network.server.getLedgerEntries(key)
  expect(entries[0]?.liveUntilLedgerSeq).toBe(applied.ledger + MAX_TTL_LEDGERS)
})

test('a simulation of a change of life times takes no mode of authorisation', async () => {
  const restore = await build(network, alice.publicKey(), [Operation.restoreFootprint({})])
  const response = await fetch(`${network.url}/rpc`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'simulateTransaction',
      params: { transaction: restore.toXdr(), authMode: 'record' },
    }),
  })
  expect(await response.json()).toMatchObject({ error: { code: -32602, message: expect.stringContaining('authMode') } })
})

function withData(
  transaction: Awaited<ReturnType<typeof build>>,
  data: xdr.SorobanTransactionData,
): Awaited<ReturnType<typeof build>> {
  return TransactionBuilder.cloneFrom(transaction, { sorobanData: data, fee: transaction.fee }).build()
}
