import { xdr } from '@stellar/stellar-sdk'
import { encodeNewEscrow } from '../escrow/encode.ts'
import type { DeployIntent, EscrowCall, EscrowIntent, FundIntent, ResolveCall } from '../intent.ts'
import { type ChainConfig, usdcContractId } from '../network.ts'
import { addressVal, amountsByAddressVal, i128Val, symbolVal, textVal, u32Val, vecVal } from '../scval.ts'

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
  const rest = { passphrase: config.passphrase, source, subcalls: [] }
  switch (intent.kind) {
    case 'deploy':
      return { ...rest, call: deployCall(config, intent, source) }
    case 'fund':
      return { ...rest, call: fundCall(config, intent), subcalls: [fundTransfer(config, intent)] }
    case 'changeMilestoneStatus':
      return {
        ...rest,
        call: call(intent.contractId, 'change_milestone_status', {
          milestone_index: u32Val(intent.milestoneIndex),
          new_status: textVal(intent.newStatus),
          new_evidence: textVal(intent.newEvidence),
          service_provider: addressVal(intent.serviceProvider),
        }),
      }
    case 'approveMilestone':
      return {
        ...rest,
        call: call(intent.contractId, 'approve_milestone', {
          milestone_index: u32Val(intent.milestoneIndex),
          approver: addressVal(intent.approver),
        }),
      }
    case 'release': {
      const release = call(intent.contractId, 'release_funds', { release_signer: addressVal(intent.releaseSigner) })
      return { ...rest, call: { ...release, args: [...release.args, feeAddressArgument(config)] } }
    }
    case 'dispute':
      return { ...rest, call: call(intent.contractId, 'dispute_escrow', { signer: addressVal(intent.signer) }) }
    case 'resolve':
      return { ...rest, call: resolveCall(config, intent) }
  }
}

/** Who has to sign a step, where the intent says so; a deployment may come from any deployer. */
export function signerOf(intent: Exclude<EscrowIntent, DeployIntent>): string {
  switch (intent.kind) {
    case 'fund':
      return intent.signer
    case 'changeMilestoneStatus':
      return intent.serviceProvider
    case 'approveMilestone':
      return intent.approver
    case 'release':
      return intent.releaseSigner
    case 'dispute':
      return intent.signer
    case 'resolve':
      return intent.disputeResolver
  }
}

function call(contractId: string, functionName: string, args: Readonly<Record<string, xdr.ScVal>>): ExpectedCall {
  const named = Object.entries(args).map(([name, value]) => ({ name, value }))
  return { contractId, functionName, args: named }
}

function feeAddressArgument(config: ChainConfig): ExpectedArgument {
  return { name: 'trustless_work_address', value: addressVal(config.protocolFeeAddress), isOptional: true }
}

function resolveCall(config: ChainConfig, intent: ResolveCall): ExpectedCall {
  const amounts = intent.distributions.map(({ address, amountStroops }) => [address, BigInt(amountStroops)] as const)
  return {
    contractId: intent.contractId,
    functionName: 'resolve_dispute',
    args: [
      { name: 'dispute_resolver', value: addressVal(intent.disputeResolver) },
      feeAddressArgument(config),
      { name: 'distributions', value: amountsByAddressVal(new Map(amounts)) },
    ],
  }
}

function deployCall(config: ChainConfig, intent: DeployIntent, deployer: string): ExpectedCall {
  return {
    contractId: config.escrowFactoryId,
    functionName: 'tw_new_single_release_escrow',
    args: [
      { name: 'signer', value: addressVal(deployer) },
      { name: 'wasm_hash', value: xdr.ScVal.scvBytes(Buffer.from(config.escrowWasmHash, 'hex')) },
      { name: 'salt', value: 'any_32_bytes' },
      { name: 'init_fn', value: symbolVal('initialize_escrow') },
      { name: 'init_args', value: vecVal([encodeNewEscrow(intent, usdcContractId(config))]) },
      { name: 'constructor_args', value: vecVal([]) },
    ],
  }
}

function fundCall(config: ChainConfig, intent: FundIntent): ExpectedCall {
  return call(intent.contractId, 'fund_escrow', {
    signer: addressVal(intent.signer),
    expected_escrow: encodeNewEscrow(intent.escrow, usdcContractId(config)),
    amount: i128Val(BigInt(intent.amountStroops)),
  })
}

function fundTransfer(config: ChainConfig, intent: FundIntent): ExpectedSubcall {
  return {
    contractId: usdcContractId(config),
    functionName: 'transfer',
    args: [addressVal(intent.signer), addressVal(intent.contractId), i128Val(BigInt(intent.amountStroops))],
  }
}
