import { unreachable } from '../../domain/invariant.ts'
import { nameContractError, saysBalanceMoved } from '../escrow/errorNames.ts'
import { judgeOperation } from './judgeOperation.ts'
import { judgeAppliedCode, judgeRefusedCode } from './judgeTransaction.ts'
import type { Judgement, Outcome, Verdict } from './outcome.ts'

/**
 * The one place that decides what an outcome means. Total: every answer of the network has exactly one verdict.
 * An answer to a submission only ever guides the next step; whether an envelope applied is for its lookup to say.
 */
export function judge(outcome: Outcome): Judgement {
  switch (outcome.source) {
    case 'send':
      return judgeSubmission(outcome)
    case 'lookup':
      return judgeLookup(outcome)
    case 'network':
      return judgeNetwork(outcome)
    default:
      return unreachable(outcome)
  }
}

function judgeSubmission(outcome: Extract<Outcome, { source: 'send' }>): Judgement {
  switch (outcome.status) {
    case 'PENDING':
      return say('keep_asking', 'The network has taken the transaction in')
    case 'DUPLICATE':
      return say('keep_asking', 'The network has the transaction already')
    case 'TRY_AGAIN_LATER':
      return say('resend', 'The network has no room, or another transaction of this account is waiting')
    case 'ERROR':
      return judgeRefusedCode(outcome.result.code)
    default:
      return unreachable(outcome)
  }
}

function judgeLookup(outcome: Extract<Outcome, { source: 'lookup' }>): Judgement {
  switch (outcome.status) {
    case 'SUCCESS':
      return say('applied', 'The transaction is on the ledger')
    case 'FAILED':
      return judgeFailure(outcome)
    case 'NOT_FOUND':
      return judgeMissing(outcome.life)
    default:
      return unreachable(outcome)
  }
}

function judgeFailure(outcome: Extract<Outcome, { status: 'FAILED' }>): Judgement {
  const { result, raisedBy } = outcome
  if (raisedBy !== null) {
    const isOutdated = saysBalanceMoved(raisedBy.code, raisedBy.contract)
    return say(isOutdated ? 'rebuild' : 'failed_for_good', nameContractError(raisedBy.code, raisedBy.contract))
  }
  if (result.code !== 'txFailed' || result.failedOperation === null) return judgeAppliedCode(result.code)
  return judgeOperation(result.failedOperation.code, result.failedOperation.index)
}

function judgeMissing(life: Extract<Outcome, { status: 'NOT_FOUND' }>['life']): Judgement {
  switch (life) {
    case 'may_apply':
      return say('keep_asking', 'The transaction is not on the ledger yet')
    case 'expired':
      return say('rebuild', 'The transaction expired without being applied')
    case 'sequence_used':
      return say('rebuild', "Another transaction took this one's sequence number")
    case 'unprovable':
      return say(
        'ask_human',
        'The transaction has expired and the RPC server no longer remembers the time in which it could have been applied. ' +
          'Look its hash up on a server with a longer history',
      )
    default:
      return unreachable(life)
  }
}

function judgeNetwork(outcome: Extract<Outcome, { source: 'network' }>): Judgement {
  switch (outcome.failure) {
    case 'timeout':
    case 'unreachable':
    case 'server_error':
    case 'throttled':
    case 'malformed_answer':
      // After a submission the transaction may be under way: asking is always safe, sending again comes with time.
      return say('keep_asking', `The RPC server gave no usable answer (${outcome.failure})`)
    case 'refused':
      return say('ask_human', 'The RPC server refuses the call; check its URL and access')
    default:
      return unreachable(outcome.failure)
  }
}

function say(verdict: Verdict, reason: string): Judgement {
  return { verdict, reason }
}
