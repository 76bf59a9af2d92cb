import { BrokenAnswer } from '../faults/brokenAnswer.ts'
import type { FaultBook, Subject } from '../faults/faultBook.ts'
import { keepBounded } from '../faults/keepBounded.ts'
import { subjectOfEnvelope } from '../faults/subject.ts'
import type { TransactionFrame } from '../ledger/transactionFrame.ts'
import type { TransactionRecord } from '../store/transactions.ts'
import type { RpcContext } from './method.ts'
import type { Lookup } from './methods/getTransaction.ts'

type Answer = Readonly<Record<string, unknown>>

export interface LookupFaults {
  /** A lookup names only a hash: what it is about has to be known from the submission. */
  remember(frame: TransactionFrame, subject: Subject): void
  /** The true answer to a lookup, or what a fault makes of it. */
  answer(truth: Lookup): Answer
}

const MAX_REMEMBERED = 20_000

export function createLookupFaults({ chain }: RpcContext, book: FaultBook): LookupFaults {
  const subjects = new Map<string, Subject>()
  /** Per transaction: the ledger from which the lagging node knows it. */
  const knownFrom = new Map<string, number>()

  function subjectOf(hash: string, record: TransactionRecord | undefined): Subject | undefined {
    return subjects.get(hash) ?? (record && subjectOfEnvelope(chain, record.envelopeXdr))
  }

  function lagOf(record: TransactionRecord, subject: Subject): number {
    const known = knownFrom.get(record.hash)
    if (known !== undefined) return known
    const ledgers = book.takeAll('laggingHistory', subject)
    if (ledgers === 0) return 0
    const from = chain.head().sequence + ledgers
    keepBounded(knownFrom, record.hash, from, MAX_REMEMBERED)
    return from
  }

  return {
    remember: (frame, subject) => {
      keepBounded(subjects, frame.hashHex, subject, MAX_REMEMBERED)
      keepBounded(subjects, frame.innerHashHex, subject, MAX_REMEMBERED)
    },
    answer: ({ hash, record, answer: truth }) => {
      const subject = subjectOf(hash, record)
      if (subject === undefined) return truth
      const isLater = record !== undefined && record.ledger < chain.head().sequence
      const fault = book.take('lookup', subject, (name) =>
        name === 'prunedHistory' ? isLater : name !== 'laggingHistory',
      )
      if (fault === 'lookupServerError') throw new BrokenAnswer('unavailable')
      if (fault === 'lookupHangs') throw new BrokenAnswer('hang')
      if (fault === 'lookupHangUp') throw new BrokenAnswer('close')
      if (record === undefined) return truth
      if (fault === 'prunedHistory') return forgotten(truth, hash)
      return chain.head().sequence < lagOf(record, subject) ? notSeenYet(truth, hash, record) : truth
    },
  }
}

/** The answer of a node that came up after the transaction was applied. */
function forgotten(truth: Answer, txHash: string): Answer {
  const { latestLedger, latestLedgerCloseTime } = truth
  const oldest = { oldestLedger: latestLedger, oldestLedgerCloseTime: latestLedgerCloseTime }
  return { latestLedger, latestLedgerCloseTime, ...oldest, status: 'NOT_FOUND', txHash }
}

/** The answer of a node whose last ledger is the one before the transaction's; that one closed no later. */
function notSeenYet(truth: Answer, txHash: string, { ledger, closeTimeSeconds }: TransactionRecord): Answer {
  const { oldestLedger, oldestLedgerCloseTime } = truth
  const latest = { latestLedger: ledger - 1, latestLedgerCloseTime: String(closeTimeSeconds) }
  return { ...latest, oldestLedger, oldestLedgerCloseTime, status: 'NOT_FOUND', txHash }
}
