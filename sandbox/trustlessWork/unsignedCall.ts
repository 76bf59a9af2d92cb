import { BASE_FEE, StrKey, xdr } from '@stellar/stellar-sdk'
import { xdrText } from '../xdr/encode.ts'
import type { Invocation } from './invocation.ts'

/** Who acts in a transaction, and the sequence number that its account is at. */
export type Actor = { readonly address: string; readonly sequence: bigint }

export type UnsignedCall = { readonly transaction: xdr.Transaction; readonly hostFunction: xdr.HostFunction }

type Call = Pick<Invocation, 'contractId' | 'functionName' | 'args'>

/**
 * One contract call as a transaction that nobody signed yet, without what a simulation finds out. Written as XDR at
 * once: the SDK's builders write and read the whole transaction several times over. 0 seconds never end.
 */
export function unsignedCall(actor: Actor, call: Call, validitySeconds: number): UnsignedCall {
  const hostFunction = hostFunctionOf(call)
  const maxTime = validitySeconds === 0 ? 0n : BigInt(Math.floor(Date.now() / 1_000) + validitySeconds)
  const transaction = new xdr.Transaction({
    sourceAccount: xdr.MuxedAccount.keyTypeEd25519(StrKey.decodeEd25519PublicKey(actor.address)),
    fee: Number(BASE_FEE),
    seqNum: actor.sequence + 1n,
    cond: xdr.Preconditions.precondTime(new xdr.TimeBounds({ minTime: 0n, maxTime })),
    memo: xdr.Memo.memoNone(),
    operations: [operationOf(hostFunction, [])],
    ext: xdr.TransactionExt.v0(),
  })
  return { transaction, hostFunction }
}

/** The same transaction with the resources, authorisations and fee that its simulation names. */
export function assembled(
  { transaction, hostFunction }: UnsignedCall,
  data: xdr.SorobanTransactionData,
  auth: xdr.SorobanAuthorizationEntry[],
): xdr.Transaction {
  return new xdr.Transaction({
    ...transaction,
    fee: transaction.fee + Number(data.resourceFee),
    operations: [operationOf(hostFunction, auth)],
    ext: xdr.TransactionExt.sorobanData(data),
  })
}

/** The envelope, base64. */
export function unsignedEnvelope(tx: xdr.Transaction): string {
  return xdrText(xdr.TransactionEnvelope.envelopeTypeTx(new xdr.TransactionV1Envelope({ tx, signatures: [] })))
}

function hostFunctionOf({ contractId, functionName, args }: Call): xdr.HostFunction {
  const contractAddress = xdr.ScAddress.scAddressTypeContract(new xdr.ContractId(StrKey.decodeContract(contractId)))
  return xdr.HostFunction.hostFunctionTypeInvokeContract(
    new xdr.InvokeContractArgs({ contractAddress, functionName, args: [...args] }),
  )
}

function operationOf(hostFunction: xdr.HostFunction, auth: xdr.SorobanAuthorizationEntry[]): xdr.Operation {
  const invoke = new xdr.InvokeHostFunctionOp({ hostFunction, auth })
  return new xdr.Operation({ sourceAccount: null, body: xdr.OperationBody.invokeHostFunction(invoke) })
}
