import { unreachable } from '../../domain/invariant.ts'
import type { Judgement } from './outcome.ts'
import type { TransactionCode } from './result.ts'

/** A code with which the network refused to take an envelope in. Nothing happened, and the envelope may still be valid later. */
export function judgeRefusedCode(code: TransactionCode): Judgement {
  switch (code) {
    // Our own envelope may be the one that used the number, or it may be too late because it already applied: its lookup tells.
    case 'txBadSeq':
    case 'txTooLate':
      return { verdict: 'keep_asking', reason: `The network refused the transaction with ${code}` }
    case 'txTooEarly':
    case 'txInternalError':
    case 'txInsufficientFee':
    case 'txBadMinSeqAgeOrGap':
      return { verdict: 'resend', reason: `The network refused the transaction for now with ${code}` }
    // Resources or footprint no longer fit: the same bytes cannot pass, a new simulation can once these have expired.
    case 'txSorobanInvalid':
      return {
        verdict: 'keep_asking',
        reason: 'The network finds the resources of the transaction wrong (txSorobanInvalid)',
      }
    case 'txInsufficientBalance':
      return askHuman(code, 'the account that pays the fee has too little XLM; send it some')
    case 'txNoAccount':
      return askHuman(code, 'the source account does not exist; create and fund it')
    case 'txBadAuth':
    case 'txBadAuthExtra':
      return askHuman(code, 'the signatures do not fit; check the configured keys and the network passphrase')
    case 'txFrozenKeyAccessed':
      return askHuman(code, 'the network has frozen a ledger entry that it touches')
    case 'txFailed':
    case 'txMissingOperation':
    case 'txNotSupported':
    case 'txBadSponsorship':
    case 'txMalformed':
      return askHuman(code, 'the network finds it invalid, which is a fault in this program or a change of protocol')
    case 'txSuccess':
    case 'txFeeBumpInnerSuccess':
    case 'txFeeBumpInnerFailed':
    case 'undecodable':
      return { verdict: 'keep_asking', reason: `The network refused the transaction with an unclear answer (${code})` }
    default:
      return unreachable(code)
  }
}

/** A code with which the transaction stands on the ledger as failed: it took fee and sequence number, and had no effect. */
export function judgeAppliedCode(code: TransactionCode): Judgement {
  switch (code) {
    case 'txBadSeq':
    case 'txTooEarly':
    case 'txTooLate':
    case 'txInsufficientFee':
    case 'txInternalError':
    case 'txSorobanInvalid':
    case 'txBadMinSeqAgeOrGap':
    case 'txFailed':
      return { verdict: 'rebuild', reason: `The transaction failed on the ledger with ${code}` }
    case 'txInsufficientBalance':
      return askHuman(code, 'the account that pays the fee has too little XLM; send it some')
    case 'txNoAccount':
      return askHuman(code, 'the source account does not exist; create and fund it')
    case 'txBadAuth':
    case 'txBadAuthExtra':
      return askHuman(code, 'the signatures do not fit; check the configured keys')
    case 'txMissingOperation':
    case 'txNotSupported':
    case 'txBadSponsorship':
    case 'txMalformed':
    case 'txFrozenKeyAccessed':
    case 'txFeeBumpInnerFailed':
      return askHuman(code, 'this needs a look at the transaction before another is made')
    // A failed transaction with a success code, or one that we cannot read: the two statements contradict each other.
    case 'txSuccess':
    case 'txFeeBumpInnerSuccess':
    case 'undecodable':
      return askHuman(code, 'the server calls it failed but its result does not say so; look it up elsewhere')
    default:
      return unreachable(code)
  }
}

function askHuman(code: TransactionCode, advice: string): Judgement {
  return { verdict: 'ask_human', reason: `The network answered ${code}: ${advice}` }
}
