import { StrKey, xdr } from '@stellar/stellar-sdk'
import { ContractError, type HostError } from './host.ts'
import { stringValue, symbolValue } from './values.ts'

/** The diagnostic event that says which contract failed, and how. */
export function errorEvent(contractId: string, error: ContractError | HostError): xdr.DiagnosticEvent {
  const topics = [symbolValue('error'), xdr.ScVal.scvError(errorValue(error))]
  const data = xdr.ScVal.scvVec([stringValue(error.message), xdr.ScVal.scvString(contractId)])
  return new xdr.DiagnosticEvent({
    inSuccessfulContractCall: false,
    event: new xdr.ContractEvent({
      ext: xdr.ExtensionPoint.v0(),
      contractId: new xdr.ContractId(StrKey.decodeContract(contractId)),
      type: xdr.ContractEventType.diagnostic,
      body: xdr.ContractEventBody.v0(new xdr.ContractEventV0({ topics, data })),
    }),
  })
}

/** The text RPC answers with when a simulation fails; it names the error and, in the event log, the contract. */
export function simulationErrorText(error: ContractError | HostError, contractId: string): string {
  const short = shortText(error)
  const line = `[Diagnostic Event] contract:${contractId}, topics:[error, ${short}], data:${JSON.stringify(error.message)}`
  return `HostError: ${short}\n\nEvent log (newest first):\n   0: ${line}\n`
}

function shortText(error: ContractError | HostError): string {
  return error instanceof ContractError ? `Error(Contract, #${error.code})` : `Error(${error.type}, ${error.code})`
}

const TYPES = {
  Auth: 'sceAuth',
  Storage: 'sceStorage',
  Value: 'sceValue',
  Object: 'sceObject',
  Budget: 'sceBudget',
  Context: 'sceContext',
  WasmVm: 'sceWasmVm',
} as const

function errorValue(error: ContractError | HostError): xdr.ScError {
  if (error instanceof ContractError) return xdr.ScError.sceContract(error.code)
  return xdr.ScError[TYPES[error.type]](errorCode(error.code))
}

function errorCode(name: string): xdr.ScErrorCode {
  switch (name) {
    case 'ArithDomain':
      return xdr.ScErrorCode.scecArithDomain
    case 'IndexBounds':
      return xdr.ScErrorCode.scecIndexBounds
    case 'InvalidInput':
      return xdr.ScErrorCode.scecInvalidInput
    case 'MissingValue':
      return xdr.ScErrorCode.scecMissingValue
    case 'ExistingValue':
      return xdr.ScErrorCode.scecExistingValue
    case 'ExceededLimit':
      return xdr.ScErrorCode.scecExceededLimit
    case 'InvalidAction':
      return xdr.ScErrorCode.scecInvalidAction
    case 'UnexpectedType':
      return xdr.ScErrorCode.scecUnexpectedType
    case 'UnexpectedSize':
      return xdr.ScErrorCode.scecUnexpectedSize
    default:
      return xdr.ScErrorCode.scecInternalError
  }
}
