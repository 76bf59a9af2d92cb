import { xdr } from '@stellar/stellar-sdk'
import { describe, expect, it } from 'vitest'
import type { TransactionAnswer } from '../../../chain/rpc/answers.ts'
import type { ChainRpc } from '../../../chain/rpc/client.ts'
import { accountKey } from '../../../chain/rpc/ledgerKeys.ts'
import { STEP_LIMITS } from '../../../chain/step/limits.ts'
import { isSequenceUsed, readLife } from '../../../chain/step/readLife.ts'
import type { StoredAttempt } from '../../../chain/step/store.ts'
import { address, config, keypair, NOW_SECONDS } from './support/vendorTransaction.ts'

const source = address('buyer')
const attempt: StoredAttempt = {
  stepKey: 'step',
  attempt: 1,
  kind: 'fund',
  orderId: null,
  envelopeXdr: '',
  hash: 'aa',
  innerHash: 'aa',
  sourceAddress: source,
  sequence: '42',
  maxTimeSeconds: NOW_SECONDS,
  contractId: null,
  status: 'PREPARED',
  ledger: null,
  resultXdr: null,
  failure: null,
}

/** A lookup that found nothing, from a server with a long history whose ledger closed a second after the end. */
const missing: TransactionAnswer = {
  status: 'NOT_FOUND',
  latestLedger: 900,
  latestLedgerCloseTime: NOW_SECONDS + 1,
  oldestLedger: 100,
  oldestLedgerCloseTime: NOW_SECONDS - STEP_LIMITS.maxValiditySeconds,
}
const forgetful = { ...missing, oldestLedgerCloseTime: missing.oldestLedgerCloseTime + 1 }

/** A server on which the source account stands at a sequence number as of a ledger. */
function serverWith(
  sequence: bigint,
  latestLedger: number,
): { rpc: ChainRpc; config: typeof config; limits: typeof STEP_LIMITS } {
  const entry = new xdr.AccountEntry({
    accountId: keypair('buyer').xdrPublicKey(),
    balance: 0n,
    seqNum: sequence,
    numSubEntries: 0,
    inflationDest: null,
    flags: 0,
    homeDomain: '',
    thresholds: new Uint8Array(4),
    signers: [],
    ext: xdr.AccountEntryExt.v0(),
  })
  const entries = [{ key: accountKey(source), xdr: xdr.LedgerEntryData.account(entry).toXdr('base64') }]
  const rpc = { getLedgerEntries: async () => ({ entries, latestLedger }) } as Partial<ChainRpc> as ChainRpc
  return { rpc, config, limits: STEP_LIMITS }
}

const lifeOf = (answer: TransactionAnswer, server = serverWith(42n, 900)) =>
  readLife(server, attempt, answer, undefined)

describe('an envelope that a lookup did not find', () => {
  it('may still apply while no ledger has closed after its last second', async () => {
    expect(await lifeOf({ ...missing, latestLedgerCloseTime: NOW_SECONDS })).toBe('may_apply')
  })

  it('has expired when the history reaches back to before it was signed', async () => {
    expect(await lifeOf(missing)).toBe('expired')
  })

  it('has expired when the server has the first ledgers of the network', async () => {
    expect(await lifeOf({ ...forgetful, oldestLedger: 2 })).toBe('expired')
  })

  it('has expired, whatever the server remembers, when its sequence number is unused afterwards', async () => {
    expect(await lifeOf(forgetful, serverWith(41n, 900))).toBe('expired')
  })

  it.each([
    ['its sequence number is used', serverWith(42n, 900)],
    ['the account was read from an older ledger than the lookup', serverWith(41n, 899)],
  ])('is beyond proof when the history is too short and %s', async (_name, server) => {
    expect(await lifeOf(forgetful, server)).toBe('unprovable')
  })
})

describe('a sequence number', () => {
  const tools = serverWith(42n, 900)

  it('is used by another transaction when the account has passed it and ours is nowhere', () => {
    expect(isSequenceUsed(tools, attempt, { sequence: 42n, latestLedger: 900 }, missing)).toBe(true)
  })

  it.each([
    ['the account has not reached it', { sequence: 41n, latestLedger: 900 }, missing],
    ['the lookup saw an older ledger than the account', { sequence: 42n, latestLedger: 901 }, missing],
    ['the history may have forgotten ours', { sequence: 42n, latestLedger: 900 }, forgetful],
  ])('is not proven used when %s', (_name, seen, answer) => {
    expect(isSequenceUsed(tools, attempt, seen, answer)).toBe(false)
  })
})
