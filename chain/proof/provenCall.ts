import { Address, FeeBumpTransaction, TransactionBuilder, type xdr } from '@stellar/stellar-sdk'
import { demand } from '../verify/refusal.ts'

/** The contract call that a transaction on the ledger carried out. */
export type ProvenCall = {
  readonly contractId: string
  readonly functionName: string
  readonly args: readonly xdr.ScVal[]
}

export type ProvenTransaction = {
  /** The hash that explorers and events name: of a fee bump, the outer one. */
  readonly hash: string
  readonly call: ProvenCall
}

/**
 * Reads the one contract call out of an envelope that the ledger is said to hold under `hash`. The hash covers network and
 * content, so it is reckoned again: a server cannot pass off another transaction, nor one of another network.
 */
export function readProvenTransaction(envelopeXdr: string, passphrase: string, hash: string): ProvenTransaction {
  const envelope = decode(envelopeXdr, passphrase)
  const isBumped = envelope instanceof FeeBumpTransaction
  const inner = isBumped ? envelope.innerTransaction : envelope
  const outerHash = hex(envelope.hash())
  demand(
    outerHash === hash || hex(inner.hash()) === hash,
    'its content does not give that hash on the network that this program is set to',
  )
  const [operation, ...others] = inner.operations
  demand(operation !== undefined && others.length === 0, `it has ${inner.operations.length} operations instead of one`)
  demand(operation.type === 'invokeHostFunction', `its operation is ${operation.type}, not a contract call`)
  const { func } = operation
  demand(func.type === 'hostFunctionTypeInvokeContract', `its host function is ${func.type}, not a contract call`)
  const { contractAddress, functionName, args } = func.invokeContract
  return {
    hash: outerHash,
    call: {
      contractId: Address.fromScAddress(contractAddress).toString(),
      functionName: functionName.toString(),
      args,
    },
  }
}

function decode(envelopeXdr: string, passphrase: string): ReturnType<typeof TransactionBuilder.fromXDR> {
  try {
    return TransactionBuilder.fromXDR(envelopeXdr, passphrase)
  } catch {
    demand(false, 'the RPC server shows no readable envelope for it')
  }
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
