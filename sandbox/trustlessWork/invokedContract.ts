import { Address, FeeBumpTransaction, type Transaction, TransactionBuilder, type xdr } from '@stellar/stellar-sdk'
import { readAddress, readVec } from '../contracts/singleRelease/readValue.ts'
import { DEPLOY_FUNCTION } from './chain.ts'

/** Reads an envelope in base64; undefined when it is none of this network. */
export function readEnvelope(
  envelopeXdr: string,
  networkPassphrase: string,
): Transaction | FeeBumpTransaction | undefined {
  try {
    return TransactionBuilder.fromXDR(envelopeXdr, networkPassphrase)
  } catch {
    return undefined
  }
}

export type InvokedContract = { readonly contractId: string; readonly functionName: string }

/** The contract call inside an envelope; undefined when it holds anything else. */
export function invokedContract(envelope: Transaction | FeeBumpTransaction): InvokedContract | undefined {
  const inner = envelope instanceof FeeBumpTransaction ? envelope.innerTransaction : envelope
  const operation = inner.operations[0]
  if (operation?.type !== 'invokeHostFunction' || operation.func.type !== 'hostFunctionTypeInvokeContract') {
    return undefined
  }
  const { contractAddress, functionName } = operation.func.invokeContract
  return {
    contractId: Address.fromScAddress(contractAddress).toString(),
    functionName: functionName.toString(),
  }
}

/** The escrow a successful call was about: a deployment returns its address, every other call goes to it. */
export function escrowIdOf(invoked: InvokedContract, returned: xdr.ScVal | undefined): string {
  return invoked.functionName === DEPLOY_FUNCTION ? readAddress(readVec(returned)[0]) : invoked.contractId
}
