import type { xdr } from '@stellar/stellar-sdk'
import type { EscrowCall, FundIntent } from '../intent.ts'
import { type ChainConfig, usdcContractId } from '../network.ts'
import { addressVal, i128Val } from '../scval.ts'
import { expectedCall } from './expectedCall.ts'

/** An argument that must be exactly this, or, for the deployment's salt only, any 32 bytes. */
export type ExpectedArgument = {
  readonly name: string
  readonly value: xdr.ScVal | 'any_32_bytes'
  /** May be left out: one lineage of the contracts takes it, the other has it compiled in. */
  readonly isOptional?: true
}

export type ExpectedCall = {
  readonly contractId: string
  readonly functionName: string
  readonly args: readonly ExpectedArgument[]
}

/** A call that the signer's authorisation may also cover, because the contract makes it in the signer's name. */
export type ExpectedSubcall = {
  readonly contractId: string
  readonly functionName: string
  readonly args: readonly xdr.ScVal[]
}

/** The one transaction that may be signed for a step. */
export type Expectation = {
  readonly passphrase: string
  readonly source: string
  readonly call: ExpectedCall
  readonly subcalls: readonly ExpectedSubcall[]
}

/** States what the vendor's transaction has to be, from what we asked for. `source` is who signs it. */
export function expectationOf(config: ChainConfig, intent: EscrowCall, source: string): Expectation {
  return {
    passphrase: config.passphrase,
    source,
    call: expectedCall(config, intent, source),
    subcalls: intent.kind === 'fund' ? [fundTransfer(config, intent)] : [],
  }
}

/** Funding moves the signer's USDC, so it is the one call that covers another. */
function fundTransfer(config: ChainConfig, intent: FundIntent): ExpectedSubcall {
  return {
    contractId: usdcContractId(config),
    functionName: 'transfer',
    args: [addressVal(intent.signer), addressVal(intent.contractId), i128Val(BigInt(intent.amountStroops))],
  }
}
