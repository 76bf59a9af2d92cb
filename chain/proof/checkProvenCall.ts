import { Address, scValToBigInt, type xdr } from '@stellar/stellar-sdk'
import type { ChainConfig } from '../network.ts'
import { deriveContractId } from '../verify/contractId.ts'
import { demand } from '../verify/refusal.ts'
import type { ProvenCall } from './provenCall.ts'

/** What a step that was done by hand must have been. Left out: not looked at. */
export type WantedCall = {
  /** The order's contract; of a deployment, the contract that it must have created. */
  readonly contractId: string
  /** As our own transactions name it, or `deploy`; another revision's name for the same thing is accepted too. */
  readonly functionName: string
  /** The milestone's place in the contract, counted from zero. */
  readonly milestoneIndex?: number | undefined
  /** Whose wallet must have paid. Of a funding only: the ledger takes the money off that wallet. */
  readonly payer?: string | undefined
  /** How much must have been paid in. Of a funding only. */
  readonly amountStroops?: string | undefined
}

/** Some revisions of the multi-release contract approve several milestones at once. */
const ALIASES: ReadonlyMap<string, string> = new Map([['approve_milestones', 'approve_milestone']])

const DEPLOYMENTS: ReadonlyMap<string, 'escrowWasmHash' | 'multiEscrowWasmHash'> = new Map([
  ['tw_new_single_release_escrow', 'escrowWasmHash'],
  ['tw_new_multi_release_escrow', 'multiEscrowWasmHash'],
] as const)

/** What a deployment may be asked for as, whichever contract it creates. */
const ANY_DEPLOYMENT = 'deploy'

/** Refuses a call that is not the wanted one. The contract itself accepted the call; this is about which call it was. */
export function checkProvenCall(config: ChainConfig, call: ProvenCall, wanted: WantedCall): void {
  const called = ALIASES.get(call.functionName) ?? call.functionName
  const setting = DEPLOYMENTS.get(called)
  const isWanted = called === wanted.functionName || (setting !== undefined && wanted.functionName === ANY_DEPLOYMENT)
  demand(isWanted, `it calls ${call.functionName} instead of ${wanted.functionName}`)
  if (setting !== undefined) {
    checkDeployment(config, call, wanted, config[setting])
    return
  }
  demand(
    call.contractId === wanted.contractId,
    `it calls the contract ${call.contractId} instead of the order's, ${wanted.contractId}`,
  )
  if (wanted.milestoneIndex !== undefined) checkMilestone(call, wanted.milestoneIndex)
  if (called === 'fund_escrow') checkPayment(call, wanted)
}

/** The code is checked too: money goes into no other than that which this program is set to. */
function checkDeployment(config: ChainConfig, call: ProvenCall, wanted: WantedCall, allowedCode: string): void {
  const factory = config.escrowFactoryId
  demand(call.contractId === factory, `it deploys through ${call.contractId} instead of the factory ${factory}`)
  const [, code, salt] = call.args
  demand(code?.type === 'scvBytes' && salt?.type === 'scvBytes', 'its arguments are not those of a deployment')
  const codeHash = Buffer.from(code.bytes.toBytes()).toString('hex')
  demand(codeHash === allowedCode, `it deploys the code ${codeHash}, which is not allowed`)
  const created = deriveContractId(config.passphrase, factory, salt.bytes.toBytes())
  demand(
    created === wanted.contractId,
    `it created the contract ${created} instead of the order's, ${wanted.contractId}, which the marketplace was told`,
  )
}

/** Where each function names its milestones, beside the fee address that only one lineage takes. */
function checkMilestone({ functionName, args }: ProvenCall, index: number): void {
  const place = functionName === 'release_milestone_funds' ? -1 : functionName === 'resolve_milestone_dispute' ? 1 : 0
  const named = milestonesIn(args.at(place))
  demand(named.includes(index), `it is about milestone ${named.join(', ') || '?'} of the contract, not ${index}`)
}

/** One index, several, or a batch of updates with an index each. */
function milestonesIn(value: xdr.ScVal | undefined): readonly number[] {
  if (value?.type === 'scvU32') return [value.u32]
  if (value?.type === 'scvVec') return (value.vec ?? []).flatMap(milestonesIn)
  if (value?.type !== 'scvMap') return []
  const entry = value.map?.find(({ key }) => key.type === 'scvSymbol' && key.sym.toString() === 'index')
  return milestonesIn(entry?.val)
}

function checkPayment({ args }: ProvenCall, { payer, amountStroops }: WantedCall): void {
  const [from, amount] = [args.at(0), args.at(-1)]
  demand(from?.type === 'scvAddress' && amount?.type === 'scvI128', 'its arguments are not those of a funding')
  const [paidBy, paid] = [Address.fromScVal(from).toString(), scValToBigInt(amount)]
  demand(payer === undefined || paidBy === payer, `it pays from ${paidBy} instead of ${payer}`)
  demand(
    amountStroops === undefined || paid === BigInt(amountStroops),
    `it pays in ${paid} stroops instead of ${amountStroops}`,
  )
}
