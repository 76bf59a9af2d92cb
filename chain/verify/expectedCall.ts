import { xdr } from '@stellar/stellar-sdk'
import { unreachable } from '../../domain/invariant.ts'
import { isMulti } from '../escrow/contractKind.ts'
import { encodeNewEscrow } from '../escrow/encode.ts'
import type { ChangeMilestoneStatusIntent, DeployIntent, EscrowCall, Share } from '../intent.ts'
import { type ChainConfig, usdcContractId } from '../network.ts'
import { addressVal, amountsByAddressVal, i128Val, structVal, symbolVal, textVal, u32Val, vecVal } from '../scval.ts'
import type { ExpectedArgument, ExpectedCall } from './expectation.ts'

/** The contract call that carries a step out, its arguments in the contract's order. `source`: who signs it. */
export function expectedCall(config: ChainConfig, intent: EscrowCall, source: string): ExpectedCall {
  if (intent.kind === 'deploy') return deployCall(config, intent, source)
  return { contractId: intent.contractId, ...escrowFunction(config, intent) }
}

type EscrowFunction = Pick<ExpectedCall, 'functionName' | 'args'>

function escrowFunction(config: ChainConfig, intent: Exclude<EscrowCall, DeployIntent>): EscrowFunction {
  switch (intent.kind) {
    case 'fund':
      return {
        functionName: 'fund_escrow',
        args: [
          address('signer', intent.signer),
          { name: 'expected_escrow', value: encodeNewEscrow(intent.escrow, usdcContractId(config)) },
          { name: 'amount', value: i128Val(BigInt(intent.amountStroops)) },
        ],
      }
    case 'changeMilestoneStatus':
      return {
        functionName: 'change_milestone_status',
        args: [...statusArguments(intent), address('service_provider', intent.serviceProvider)],
      }
    case 'approveMilestone':
      return { functionName: 'approve_milestone', args: [milestone(intent), address('approver', intent.approver)] }
    case 'release':
      return {
        functionName: 'release_funds',
        args: [address('release_signer', intent.releaseSigner), feeAddress(config)],
      }
    case 'releaseMilestone':
      return {
        functionName: 'release_milestone_funds',
        args: [address('release_signer', intent.releaseSigner), feeAddress(config), milestone(intent)],
      }
    case 'dispute':
      return { functionName: 'dispute_escrow', args: [address('signer', intent.signer)] }
    case 'disputeMilestone':
      return { functionName: 'dispute_milestone', args: [milestone(intent), address('signer', intent.signer)] }
    case 'resolve':
      return {
        functionName: 'resolve_dispute',
        args: [
          address('dispute_resolver', intent.disputeResolver),
          feeAddress(config),
          distributions(intent.distributions),
        ],
      }
    case 'resolveMilestone':
      return {
        functionName: 'resolve_milestone_dispute',
        args: [
          address('dispute_resolver', intent.disputeResolver),
          milestone(intent),
          feeAddress(config),
          distributions(intent.distributions),
        ],
      }
    default:
      return unreachable(intent)
  }
}

function address(name: string, account: string): ExpectedArgument {
  return { name, value: addressVal(account) }
}

function milestone({ milestoneIndex }: { readonly milestoneIndex: number }): ExpectedArgument {
  return { name: 'milestone_index', value: u32Val(milestoneIndex) }
}

function feeAddress(config: ChainConfig): ExpectedArgument {
  return { name: 'trustless_work_address', value: addressVal(config.protocolFeeAddress), isOptional: true }
}

function distributions(shares: readonly Share[]): ExpectedArgument {
  const amounts = shares.map((share) => [share.address, BigInt(share.amountStroops)] as const)
  return { name: 'distributions', value: amountsByAddressVal(new Map(amounts)) }
}

/** The multi-release contract takes a batch of changes; ours always has one. */
function statusArguments(intent: ChangeMilestoneStatusIntent): readonly ExpectedArgument[] {
  const [status, evidence] = [textVal(intent.newStatus), textVal(intent.newEvidence)]
  if (intent.contract === 'multi') {
    const update = structVal({ evidence, index: u32Val(intent.milestoneIndex), status })
    return [{ name: 'updates', value: vecVal([update]) }]
  }
  return [milestone(intent), { name: 'new_status', value: status }, { name: 'new_evidence', value: evidence }]
}

function deployCall(config: ChainConfig, { escrow }: DeployIntent, deployer: string): ExpectedCall {
  const isForMilestones = isMulti(escrow)
  const wasmHash = isForMilestones ? config.multiEscrowWasmHash : config.escrowWasmHash
  return {
    contractId: config.escrowFactoryId,
    functionName: isForMilestones ? 'tw_new_multi_release_escrow' : 'tw_new_single_release_escrow',
    args: [
      address('signer', deployer),
      { name: 'wasm_hash', value: xdr.ScVal.scvBytes(Buffer.from(wasmHash, 'hex')) },
      { name: 'salt', value: 'any_32_bytes' },
      { name: 'init_fn', value: symbolVal('initialize_escrow') },
      { name: 'init_args', value: vecVal([encodeNewEscrow(escrow, usdcContractId(config))]) },
      { name: 'constructor_args', value: vecVal([]) },
    ],
  }
}
