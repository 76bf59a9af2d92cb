import type { Judgement } from './outcome.ts'
import type { OperationCode } from './result.ts'

/** Why a transaction failed on the ledger, by the first operation that failed. None of its operations had an effect. */
export function judgeOperation(code: OperationCode, index: number): Judgement {
  const failed = `Operation ${index + 1} failed with ${code}`
  switch (code) {
    // The ledger moved between simulation and application: a new simulation fits it.
    case 'invokeHostFunctionResourceLimitExceeded':
    case 'invokeHostFunctionEntryArchived':
    case 'invokeHostFunctionInsufficientRefundableFee':
    case 'extendFootprintTtlResourceLimitExceeded':
    case 'extendFootprintTtlInsufficientRefundableFee':
    case 'restoreFootprintResourceLimitExceeded':
    case 'restoreFootprintInsufficientRefundableFee':
    // The contract refused and the server kept no trace of its error: the next simulation will name it.
    case 'invokeHostFunctionTrapped':
    case 'opExceededWorkLimit':
    // Somebody created it meanwhile: the next build leaves the creation out.
    case 'createAccountAlreadyExist':
      return { verdict: 'rebuild', reason: failed }
    default:
      return { verdict: 'ask_human', reason: `${failed}: ${adviceFor(code)}` }
  }
}

type Rebuilt =
  | 'invokeHostFunctionResourceLimitExceeded'
  | 'invokeHostFunctionEntryArchived'
  | 'invokeHostFunctionInsufficientRefundableFee'
  | `${'extendFootprintTtl' | 'restoreFootprint'}${'ResourceLimitExceeded' | 'InsufficientRefundableFee'}`
  | 'invokeHostFunctionTrapped'
  | 'opExceededWorkLimit'
  | 'createAccountAlreadyExist'

function adviceFor(code: Exclude<OperationCode, Rebuilt>): string {
  switch (code) {
    case 'paymentUnderfunded':
      return 'the paying account has too little USDC; send it some'
    case 'paymentNoTrust':
    case 'paymentNoDestination':
    case 'paymentNotAuthorized':
    case 'paymentLineFull':
      return 'the receiver of that payment cannot take USDC; look at its account'
    case 'paymentSrcNoTrust':
    case 'paymentSrcNotAuthorized':
      return 'the paying account may not hold USDC; look at its trustline'
    case 'createAccountLowReserve':
    case 'createAccountUnderfunded':
    case 'changeTrustLowReserve':
      return 'the account that pays the reserve has too little XLM; send it some'
    case 'opNoAccount':
      return 'the account it acts for does not exist'
    case 'opBadAuth':
      return 'a signature is missing; check the configured keys'
    case 'opTooManySponsoring':
    case 'opTooManySubentries':
      return 'the account has reached a limit of the network; use another one'
    case 'paymentNoIssuer':
    case 'changeTrustNoIssuer':
      return 'the USDC issuer does not exist on this network; check the configured issuer'
    default:
      return unexpected(code)
  }
}

type Unexpected =
  | Extract<
      OperationCode,
      `${string}Malformed` | `${string}Success` | `beginSponsoring${string}` | `endSponsoring${string}`
    >
  | 'changeTrustInvalidLimit'
  | 'changeTrustSelfNotAllowed'
  | 'changeTrustTrustLineMissing'
  | 'changeTrustCannotDelete'
  | 'changeTrustNotAuthMaintainLiabilities'
  | 'opNotSupported'
  | 'other'

/** Exhaustive by its parameter: a code without advice above that is not listed here does not compile. */
function unexpected(code: Unexpected): string {
  return code.endsWith('Success')
    ? 'a success cannot be why a transaction failed; look it up elsewhere'
    : 'this is not expected of the transactions we make; look at it before going on'
}
