import { xdr } from '@stellar/stellar-sdk'

type TypeOf<T> = T extends { readonly type: infer Name } ? Name : never

/** Result of a transaction as a whole; of a fee bump, the inner one's where that is what failed. */
export type TransactionCode = TypeOf<xdr.TransactionResultResult> | 'undecodable'

/** Result of one operation: its own code for the kinds of operation that we send. */
export type OperationCode =
  | Exclude<TypeOf<xdr.OperationResult>, 'opInner'>
  | TypeOf<xdr.InvokeHostFunctionResult>
  | TypeOf<xdr.CreateAccountResult>
  | TypeOf<xdr.PaymentResult>
  | TypeOf<xdr.ChangeTrustResult>
  | TypeOf<xdr.BeginSponsoringFutureReservesResult>
  | TypeOf<xdr.EndSponsoringFutureReservesResult>
  | TypeOf<xdr.ExtendFootprintTtlResult>
  | TypeOf<xdr.RestoreFootprintResult>
  | 'other'

export type DecodedResult = {
  readonly code: TransactionCode
  /** The first operation that failed, and which one it was. */
  readonly failedOperation: { readonly index: number; readonly code: OperationCode } | null
}

/** Reads a TransactionResult; what cannot be read is a code of its own, so that nobody takes it for a success. */
export function decodeResult(resultXdr: string | undefined): DecodedResult {
  if (resultXdr === undefined) return { code: 'undecodable', failedOperation: null }
  try {
    return decode(xdr.TransactionResult.fromXdr(resultXdr, 'base64').result)
  } catch {
    return { code: 'undecodable', failedOperation: null }
  }
}

function decode(result: xdr.TransactionResultResult): DecodedResult {
  switch (result.type) {
    case 'txFeeBumpInnerSuccess':
      return { code: 'txFeeBumpInnerSuccess', failedOperation: null }
    case 'txFeeBumpInnerFailed': {
      const inner = result.innerResultPair.result.result
      return { code: inner.type, failedOperation: inner.type === 'txFailed' ? firstFailure(inner.results) : null }
    }
    case 'txFailed':
      return { code: 'txFailed', failedOperation: firstFailure(result.results) }
    default:
      return { code: result.type, failedOperation: null }
  }
}

function firstFailure(results: readonly xdr.OperationResult[]): DecodedResult['failedOperation'] {
  for (const [index, result] of results.entries()) {
    const code = operationCode(result)
    if (!SUCCESSES.has(code)) return { index, code }
  }
  return null
}

const SUCCESSES: ReadonlySet<OperationCode> = new Set<OperationCode>([
  'invokeHostFunctionSuccess',
  'createAccountSuccess',
  'paymentSuccess',
  'changeTrustSuccess',
  'beginSponsoringFutureReservesSuccess',
  'endSponsoringFutureReservesSuccess',
  'extendFootprintTtlSuccess',
  'restoreFootprintSuccess',
])

function operationCode(result: xdr.OperationResult): OperationCode {
  if (result.type !== 'opInner') return result.type
  const { tr } = result
  switch (tr.type) {
    case 'invokeHostFunction':
      return tr.invokeHostFunctionResult.type
    case 'createAccount':
      return tr.createAccountResult.type
    case 'payment':
      return tr.paymentResult.type
    case 'changeTrust':
      return tr.changeTrustResult.type
    case 'beginSponsoringFutureReserves':
      return tr.beginSponsoringFutureReservesResult.type
    case 'endSponsoringFutureReserves':
      return tr.endSponsoringFutureReservesResult.type
    case 'extendFootprintTtl':
      return tr.extendFootprintTtlResult.type
    case 'restoreFootprint':
      return tr.restoreFootprintResult.type
    default:
      return 'other'
  }
}
