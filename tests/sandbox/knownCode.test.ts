import { beforeEach, expect, test } from 'vitest'
import { contractRegistry } from '../../sandbox/contracts/registry.ts'
import { MULTI_ESCROW_WASM_HASH } from '../../sandbox/genesis.ts'
import { openChain } from '../../sandbox/ledger/chain.ts'
import { contractCodeKey } from '../../sandbox/ledger/keys.ts'
import { networkOf } from '../../sandbox/ledger/network.ts'
import { openStore, type Store } from '../../sandbox/store/openStore.ts'
import { PASSPHRASE } from './localNetwork.ts'

const OTHER_ISSUER = 'GBUYYOHF43FMHHPPP7NFLHV6ZELXFBSMPUOHLYQF5RRYX2CD3ADERUWH'
const multiEscrow = contractCodeKey(Buffer.from(MULTI_ESCROW_WASM_HASH, 'hex'))

let store: Store
beforeEach(() => {
  store = openStore(':memory:')
  openChain(store, networkOf(PASSPHRASE), contractRegistry)
})

test('a database from before a kind of contract existed knows its code after the next start', () => {
  store.entries.apply([{ key: multiEscrow, before: store.entries.get(multiEscrow), after: undefined }])
  expect(store.entries.get(multiEscrow)).toBeUndefined()

  openChain(store, networkOf(PASSPHRASE), contractRegistry)

  expect(store.entries.get(multiEscrow)?.data.type).toBe('contractCode')
})

test('a database of a network with another USDC issuer is refused', () => {
  const other = networkOf(PASSPHRASE, { usdcIssuer: OTHER_ISSUER })
  expect(() => openChain(store, other, contractRegistry)).toThrow('another USDC issuer')
})
