import { Address, FeeBumpTransaction, type Transaction, TransactionBuilder, type xdr } from '@stellar/stellar-sdk'
import { readAddress, readVec } from '../contracts/escrow/readValue.ts'
import { textOf } from '../xdr/textOf.ts'
import { isDeployment } from './invocation.ts'

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

export type InvokedContract = {
  readonly contractId: string
  readonly functionName: string
  readonly args: readonly xdr.ScVal[]
}

/** The contract call inside an envelope; undefined when it holds anything else. */
export function invokedContract(envelope: Transaction | FeeBumpTransaction): InvokedContract | undefined {
  const inner = envelope instanceof FeeBumpTransaction ? envelope.innerTransaction : envelope
  const operation = inner.operations[0]
  if (operation?.type !== 'invokeHostFunction' || operation.func.type !== 'hostFunctionTypeInvokeContract') {
    return undefined
  }
  const { contractAddress, functionName, args } = operation.func.invokeContract
  return {
    contractId: Address.fromScAddress(contractAddress).toString(),
    functionName: textOf(functionName),
    args,
  }
}

/** The escrow a successful call was about: a deployment returns its address, every other call goes to it. */
export function escrowIdOf(invoked: InvokedContract, returned: xdr.ScVal | undefined): string {
  return isDeployment(invoked.functionName) ? readAddress(readVec(returned)[0]) : invoked.contractId
}

/** Who acts: of a fee bump, the source of the transaction inside. */
export function sourceOf(envelope: Transaction | FeeBumpTransaction): string {
  return envelope instanceof FeeBumpTransaction ? envelope.innerTransaction.source : envelope.source
}
