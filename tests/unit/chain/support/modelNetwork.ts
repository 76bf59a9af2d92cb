import { Transaction, xdr } from '@stellar/stellar-sdk'
import type { Clock } from '../../../../chain/clock.ts'
import type { SendAnswer, TransactionAnswer } from '../../../../chain/rpc/answers.ts'
import type { ChainRpc } from '../../../../chain/rpc/client.ts'
import { RpcError } from '../../../../chain/rpc/errors.ts'
import { accountKey } from '../../../../chain/rpc/ledgerKeys.ts'
import { config, keypair, NOW_SECONDS } from './vendorTransaction.ts'

/** Gives a number from 0 to below `bound`; the same ones for the same seed. */
export type Dice = (bound: number) => number

export type Envelope = { readonly hash: string; readonly sequence: bigint; readonly maxTimeSeconds: number }
type Fate = 'success' | 'failure'

const FIRST_LEDGER = 1_000
const MEMORY_LEDGERS = 10_000

/**
 * One account on a network that loses, delays, forgets and refuses at random, but keeps the protocol's two laws: a ledger
 * takes a transaction only with the account's next sequence number, and only up to its last second.
 */
export type ModelNetwork = {
  readonly rpc: ChainRpc
  readonly clock: Clock
  fateOf(hash: string): Fate | undefined
  /** Whether any ledger to come may still take the envelope, from whoever sends it. */
  canStillApply(envelope: Envelope): boolean
}

export function createModelNetwork(account: string, dice: Dice): ModelNetwork {
  let nowMs = NOW_SECONDS * 1_000
  const ledgers: { sequence: bigint; closeTimeSeconds: number }[] = [
    { sequence: 7n, closeTimeSeconds: NOW_SECONDS - 1 },
  ]
  const pool = new Map<string, Envelope>()
  const applied = new Map<string, { fate: Fate; ledger: number }>()
  const last = () => ledgers.at(-1) ?? { sequence: 0n, closeTimeSeconds: 0 }
  const canStillApply = ({ sequence, maxTimeSeconds }: Envelope): boolean =>
    sequence > last().sequence && maxTimeSeconds > last().closeTimeSeconds

  const close = (): void => {
    const closeTimeSeconds = last().closeTimeSeconds + 1
    let { sequence } = last()
    // Another process of ours, or a person with the same key.
    if (dice(12) === 0) sequence += 1n
    for (const envelope of pool.values()) {
      const isTaken = envelope.sequence === sequence + 1n && envelope.maxTimeSeconds >= closeTimeSeconds && dice(3) > 0
      if (!isTaken) continue
      sequence += 1n
      pool.delete(envelope.hash)
      applied.set(envelope.hash, { fate: dice(6) === 0 ? 'failure' : 'success', ledger: FIRST_LEDGER + ledgers.length })
    }
    ledgers.push({ sequence, closeTimeSeconds })
  }
  const clock: Clock = {
    nowMs: () => nowMs,
    async sleep(durationMs) {
      nowMs += Math.max(durationMs, 1)
      while (nowMs >= (last().closeTimeSeconds + 1) * 1_000) close()
    },
  }
  /** A server of several: each is some ledgers behind, and some remember little. */
  const view = () => {
    const seen = Math.max(ledgers.length - (dice(2) === 0 ? dice(9) : 0), 1)
    const memory = dice(2) === 0 ? 1 + dice(10) : MEMORY_LEDGERS
    return { seen, oldest: Math.max(seen - memory, 0) }
  }
  const silentAtTimes = (method: string): void => {
    if (dice(6) === 0) throw new RpcError(method, dice(2) === 0 ? 'timeout' : 'unreachable', 'the model says so')
  }
  const rpc: Partial<ChainRpc> = {
    async sendTransaction(envelopeXdr) {
      const envelope = read(envelopeXdr)
      const isValid = canStillApply(envelope)
      switch (dice(8)) {
        case 0:
          throw new RpcError('sendTransaction', 'timeout', 'lost on the way there')
        case 1:
          return { status: 'TRY_AGAIN_LATER', hash: envelope.hash }
        case 2:
          return refused(envelope.hash, xdr.TransactionResultResult.txInsufficientFee())
        case 3:
          return { status: 'PENDING', hash: envelope.hash }
        case 4:
          return refused(envelope.hash, xdr.TransactionResultResult.txBadSeq())
      }
      if (!isValid && dice(2) === 0) return refused(envelope.hash, xdr.TransactionResultResult.txTooLate())
      pool.set(envelope.hash, envelope)
      silentAtTimes('sendTransaction')
      return { status: 'PENDING', hash: envelope.hash }
    },
    async getTransaction(hash): Promise<TransactionAnswer> {
      silentAtTimes('getTransaction')
      const { seen, oldest } = view()
      const found = applied.get(hash)
      const range = {
        latestLedger: FIRST_LEDGER + seen - 1,
        latestLedgerCloseTime: ledgers[seen - 1]?.closeTimeSeconds ?? 0,
        oldestLedger: FIRST_LEDGER + oldest,
        // The network is much older than the part of it that is modelled.
        oldestLedgerCloseTime: oldest === 0 ? 0 : (ledgers[oldest]?.closeTimeSeconds ?? 0),
      }
      const isShown = found !== undefined && found.ledger <= range.latestLedger && found.ledger >= range.oldestLedger
      if (!isShown) return { status: 'NOT_FOUND', ...range }
      const { ledger, fate } = found
      if (fate === 'success') return { status: 'SUCCESS', ledger, resultXdr: '', ...range }
      return { status: 'FAILED', ledger, resultXdr: result(failedOperation()), ...range }
    },
    async getLedgerEntries() {
      silentAtTimes('getLedgerEntries')
      const { seen } = view()
      const entry = accountEntry(ledgers[seen - 1]?.sequence ?? 0n)
      return { entries: [{ key: accountKey(account), xdr: entry }], latestLedger: FIRST_LEDGER + seen - 1 }
    },
  }
  return { rpc: rpc as ChainRpc, clock, canStillApply, fateOf: (hash) => applied.get(hash)?.fate }
}

function read(envelopeXdr: string): Envelope {
  const transaction = new Transaction(envelopeXdr, config.passphrase)
  return {
    hash: Buffer.from(transaction.hash()).toString('hex'),
    sequence: BigInt(transaction.sequence),
    maxTimeSeconds: Number(transaction.timeBounds?.maxTime ?? 0),
  }
}

function refused(hash: string, code: xdr.TransactionResultResult): SendAnswer {
  return { status: 'ERROR', hash, errorResultXdr: result(code) }
}

function result(code: xdr.TransactionResultResult): string {
  return new xdr.TransactionResult({ feeCharged: 0n, result: code, ext: xdr.TransactionResultExt.v0() }).toXdr('base64')
}

function failedOperation(): xdr.TransactionResultResult {
  return xdr.TransactionResultResult.txFailed([xdr.OperationResult.opExceededWorkLimit()])
}

function accountEntry(seqNum: bigint): string {
  const entry = new xdr.AccountEntry({
    accountId: keypair('treasury').xdrPublicKey(),
    balance: 10_000_000_000n,
    seqNum,
    numSubEntries: 0,
    inflationDest: null,
    flags: 0,
    homeDomain: '',
    thresholds: new Uint8Array(4),
    signers: [],
    ext: xdr.AccountEntryExt.v0(),
  })
  return xdr.LedgerEntryData.account(entry).toXdr('base64')
}
