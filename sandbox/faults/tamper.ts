import { createHash } from 'node:crypto'
import { Address, Asset, nativeToScVal, Operation, StrKey, scValToBigInt, xdr } from '@stellar/stellar-sdk'
import { PROTOCOL_FEE_ADDRESS } from '../genesis.ts'
import type { FaultName } from './catalogue.ts'
import { addressReplaced, firstReplaced } from './rewriteValue.ts'

/** Whoever attacks: an account that exists and can hold USDC, so that a careless signer would lose money to it. */
export const STRANGER = PROTOCOL_FEE_ADDRESS
export const STRANGE_CONTRACT = StrKey.encodeContract(
  createHash('sha256').update('offer-hub sandbox: contract that nobody asked for').digest(),
)
const HUGE_FEE_STROOPS = 1_000_000_000
const SHORT_VALIDITY_SECONDS = 3
const EXPIRED_SINCE_SECONDS = 60
/** In this call the amount is an argument of its own, behind the escrow's expected state. */
const FUND_AMOUNT = 2

type Call = xdr.InvokeContractArgs
type Change = { readonly call?: (call: Call) => Call; readonly transaction?: (tx: xdr.Transaction) => xdr.Transaction }

const changes: Readonly<Partial<Record<FaultName, Change>>> = {
  tamperedAmount: { call: (call) => new xdr.InvokeContractArgs({ ...call, args: moreMoney(call) }) },
  tamperedReceiver: {
    call: (call) => new xdr.InvokeContractArgs({ ...call, args: addressReplaced(call.args, STRANGER) }),
  },
  tamperedMilestone: { call: (call) => new xdr.InvokeContractArgs({ ...call, args: nextMilestone(call.args) }) },
  tamperedContract: {
    call: (call) =>
      new xdr.InvokeContractArgs({ ...call, contractAddress: Address.fromString(STRANGE_CONTRACT).toScAddress() }),
  },
  tamperedFunction: {
    call: (call) => new xdr.InvokeContractArgs({ ...call, functionName: otherFunction(call) }),
  },
  tamperedSource: {
    transaction: (tx) => new xdr.Transaction({ ...tx, sourceAccount: muxed(STRANGER) }),
  },
  tamperedFee: { transaction: (tx) => new xdr.Transaction({ ...tx, fee: HUGE_FEE_STROOPS }) },
  extraOperation: {
    transaction: (tx) => {
      const payment = Operation.payment({ destination: STRANGER, asset: Asset.native(), amount: '1' })
      return new xdr.Transaction({ ...tx, operations: [...tx.operations, payment] })
    },
  },
  shortValidity: { transaction: (tx) => endingIn(tx, SHORT_VALIDITY_SECONDS) },
  expiredValidity: { transaction: (tx) => endingIn(tx, -EXPIRED_SINCE_SECONDS) },
}

/** The unsigned transaction, changed as the fault says; other faults leave it as it is. */
export function tamper(unsignedXdr: string, fault: FaultName): string {
  const change = changes[fault]
  const envelope = xdr.TransactionEnvelope.fromXdr(unsignedXdr, 'base64')
  if (change === undefined || envelope.type !== 'envelopeTypeTx') return unsignedXdr
  const { tx, signatures } = envelope.v1
  const called = change.call === undefined ? tx : withCall(tx, change.call)
  const changed = change.transaction?.(called) ?? called
  const v1 = new xdr.TransactionV1Envelope({ tx: changed, signatures })
  return xdr.TransactionEnvelope.envelopeTypeTx(v1).toXdr('base64')
}

function withCall(tx: xdr.Transaction, change: (call: Call) => Call): xdr.Transaction {
  const operations = tx.operations.map((operation) => {
    const { body } = operation
    if (body.type !== 'invokeHostFunction') return operation
    const { hostFunction, auth } = body.invokeHostFunctionOp
    if (hostFunction.type !== 'hostFunctionTypeInvokeContract') return operation
    const changed = xdr.HostFunction.hostFunctionTypeInvokeContract(change(hostFunction.invokeContract))
    const invoke = new xdr.InvokeHostFunctionOp({ hostFunction: changed, auth })
    return new xdr.Operation({ ...operation, body: xdr.OperationBody.invokeHostFunction(invoke) })
  })
  return new xdr.Transaction({ ...tx, operations })
}

function moreMoney({ functionName, args }: Call): xdr.ScVal[] {
  const from = functionName.toString() === 'fund_escrow' ? FUND_AMOUNT : 0
  const raise = (value: xdr.ScVal) =>
    value.type === 'scvI128' ? nativeToScVal(scValToBigInt(value) + 1n, { type: 'i128' }) : undefined
  return [...args.slice(0, from), ...firstReplaced(args.slice(from), raise)]
}

function nextMilestone(args: readonly xdr.ScVal[]): xdr.ScVal[] {
  return firstReplaced(args, (value) => (value.type === 'scvU32' ? xdr.ScVal.scvU32(value.u32 + 1) : undefined))
}

function otherFunction({ functionName }: Call): string {
  return functionName.toString() === 'release_funds' ? 'withdraw_remaining_funds' : 'release_funds'
}

function endingIn(tx: xdr.Transaction, seconds: number): xdr.Transaction {
  const maxTime = BigInt(Math.floor(Date.now() / 1_000) + seconds)
  return new xdr.Transaction({
    ...tx,
    cond: xdr.Preconditions.precondTime(new xdr.TimeBounds({ minTime: 0n, maxTime })),
  })
}

function muxed(address: string): xdr.MuxedAccount {
  return xdr.MuxedAccount.keyTypeEd25519(StrKey.decodeEd25519PublicKey(address))
}
