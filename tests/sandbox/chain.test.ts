import { Account, Operation, type Transaction, TransactionBuilder } from '@stellar/stellar-sdk'
import { beforeEach, describe, expect, test } from 'vitest'
import { contractRegistry } from '../../sandbox/contracts/registry.ts'
import { channelKeypair } from '../../sandbox/genesis.ts'
import { type Chain, openChain, TransactionDroppedError } from '../../sandbox/ledger/chain.ts'
import { networkOf } from '../../sandbox/ledger/network.ts'
import { requireAccount } from '../../sandbox/ledger/reserves.ts'
import { openStore } from '../../sandbox/store/openStore.ts'
import { PASSPHRASE } from './localNetwork.ts'

const START_SECONDS = 1_800_000_000
const source = channelKeypair(0)
let nowSeconds: number
let chain: Chain

beforeEach(() => {
  nowSeconds = START_SECONDS
  chain = openChain(openStore(':memory:'), networkOf(PASSPHRASE), contractRegistry, () => nowSeconds * 1_000)
})

function note(maxTime: number, fee = '100'): Transaction {
  const { sequence } = requireAccount(chain.store.entries, source.publicKey())
  const transaction = new TransactionBuilder(new Account(source.publicKey(), sequence.toString()), {
    fee,
    networkPassphrase: PASSPHRASE,
    timebounds: { minTime: 0, maxTime },
  })
    .addOperation(Operation.manageData({ name: 'note', value: 'x' }))
    .build()
  transaction.sign(source)
  return transaction
}

describe('the chain', () => {
  test('counts every ledger and takes its close time from the clock', () => {
    nowSeconds += 7
    const { head } = chain.close()
    expect([head.sequence, head.closeTimeSeconds]).toEqual([2, START_SECONDS + 7])
  })

  test('does not go back in time with the clock', () => {
    nowSeconds += 7
    chain.close()
    nowSeconds -= 60
    expect(chain.close().head.closeTimeSeconds).toBe(START_SECONDS + 7)
  })

  test('links each ledger to the hash of the one before', () => {
    const first = chain.close().head
    const second = chain.close().head
    expect(Buffer.from(second.headerXdr).includes(Buffer.from(first.hashHex, 'hex'))).toBe(true)
  })

  test('drops a transaction whose time ran out while it waited, without charging it', async () => {
    const before = requireAccount(chain.store.entries, source.publicKey())
    const { status, hash } = chain.submit(note(START_SECONDS + 5).toXdr())
    expect(status).toBe('PENDING')
    const fate = chain.applied(hash)
    nowSeconds += 6

    const closed = chain.close()

    expect([closed.applied.length, closed.dropped.length]).toEqual([0, 1])
    await expect(fate).rejects.toThrow(TransactionDroppedError)
    expect(requireAccount(chain.store.entries, source.publicKey())).toEqual(before)
    expect(chain.store.transactions.byHash(hash)).toBeUndefined()
  })

  test('charges the minimum fee, whatever was offered', () => {
    const before = requireAccount(chain.store.entries, source.publicKey())
    chain.submit(note(0, '5000').toXdr())
    const [applied] = chain.close().applied
    const after = requireAccount(chain.store.entries, source.publicKey())
    expect(applied?.result.feeCharged).toBe(100n)
    expect(before.balanceStroops - after.balanceStroops).toBe(100n)
  })

  test('knows nothing of a transaction whose ledger could not be stored', () => {
    const { hash } = chain.submit(note(0).toXdr())
    chain.close()
    const stored = chain.store.transactions.byHash(hash)
    if (stored === undefined) throw new Error('The transaction must be found')
    const lost = { ...stored, ledger: stored.ledger + 1, hash: 'f'.repeat(64) }
    const storeAndFail = (): void =>
      chain.store.atomically(() => {
        chain.store.transactions.append(lost)
        throw new Error('The disk is full')
      })

    expect(storeAndFail).toThrow('The disk is full')
    expect(chain.store.transactions.byHash(lost.hash)).toBeUndefined()
    expect(chain.store.transactions.byHash(hash)?.metaXdr).toBe(stored.metaXdr)
  })
})
