import { unreachable } from '../../domain/invariant.ts'
import type { Judgement } from './outcome.ts'
import type { OperationCode } from './result.ts'

/** Why a transaction failed on the ledger, by the first operation that failed. None of its operations had an effect. */
export function judgeOperation(code: OperationCode, index: number): Judgement {
  switch (code) {
    // The ledger moved between simulation and application: a new simulation fits it.
    case 'invokeHostFunctionResourceLimitExceeded':
    case 'invokeHostFunctionEntryArchived':
    case 'invokeHostFunctionInsufficientRefundableFee':
    // The contract refused and the server kept no trace of its error: the next simulation will name it.
    case 'invokeHostFunctionTrapped':
    case 'opExceededWorkLimit':
    // Somebody created it meanwhile: the next build leaves the creation out.
    case 'createAccountAlreadyExist':
      return { verdict: 'rebuild', reason: `Operation ${index + 1} failed with ${code}` }
    case 'paymentUnderfunded':
      return askHuman(code, index, 'the paying account has too little USDC; send it some')
    case 'paymentNoTrust':
    case 'paymentNoDestination':
    case 'paymentNotAuthorized':
    case 'paymentLineFull':
      return askHuman(code, index, 'the receiver of that payment cannot take USDC; look at its account')
    case 'paymentSrcNoTrust':
    case 'paymentSrcNotAuthorized':
      return askHuman(code, index, 'the paying account may not hold USDC; look at its trustline')
    case 'createAccountLowReserve':
    case 'createAccountUnderfunded':
    case 'changeTrustLowReserve':
      return askHuman(code, index, 'the account that pays the reserve has too little XLM; send it some')
    case 'opNoAccount':
      return askHuman(code, index, 'the account it acts for does not exist')
    case 'opBadAuth':
      return askHuman(code, index, 'a signature is missing; check the configured keys')
    case 'opTooManySponsoring':
    case 'opTooManySubentries':
      return askHuman(code, index, 'the account has reached a limit of the network; use another one')
    case 'paymentNoIssuer':
    case 'changeTrustNoIssuer':
      return askHuman(code, index, 'the USDC issuer does not exist on this network; check the configured issuer')
    case 'invokeHostFunctionMalformed':
    case 'createAccountMalformed':
    case 'paymentMalformed':
    case 'changeTrustMalformed':
    case 'changeTrustInvalidLimit':
    case 'changeTrustSelfNotAllowed':
    case 'changeTrustTrustLineMissing':
    case 'changeTrustCannotDelete':
    case 'changeTrustNotAuthMaintainLiabilities':
    case 'beginSponsoringFutureReservesMalformed':
    case 'beginSponsoringFutureReservesAlreadySponsored':
    case 'beginSponsoringFutureReservesRecursive':
    case 'endSponsoringFutureReservesNotSponsored':
    case 'opNotSupported':
    case 'other':
      return askHuman(code, index, 'this is not expected of the transactions we make; look at it before going on')
    case 'invokeHostFunctionSuccess':
    case 'createAccountSuccess':
    case 'paymentSuccess':
    case 'changeTrustSuccess':
    case 'beginSponsoringFutureReservesSuccess':
    case 'endSponsoringFutureReservesSuccess':
      return askHuman(code, index, 'a success cannot be why a transaction failed; look it up elsewhere')
    default:
      return unreachable(code)
  }
}

function askHuman(code: OperationCode, index: number, advice: string): Judgement {
  return { verdict: 'ask_human', reason: `Operation ${index + 1} failed with ${code}: ${advice}` }
}
