import type { CommandId } from '../../domain/ids.ts'
import { invariant } from '../../domain/invariant.ts'
import type { ChainProof } from '../../domain/ledger/posting.ts'
import type { PaidOut } from '../../domain/order/change.ts'
import { escrowOf } from '../../domain/order/changes/escrowOf.ts'
import { hasMilestones } from '../../domain/order/milestones.ts'
import type { Resolution } from '../../domain/order/state.ts'
import type { OrderTerms } from '../../domain/order/terms.ts'
import { type Desk, takeReport } from './desk.ts'
import { type ByHand, calling, untilDone } from './untilDone.ts'

/** Deploys the contract. Its id is reported as soon as the verified transaction tells it, then the confirmation. */
export async function deployLane(desk: Desk, commandId: CommandId): Promise<void> {
  const { terms } = desk.state
  const { contractId } = await untilDone(
    desk,
    'Escrow: build and sign the deployment (1 of 2)',
    (chain) => chain.prepareEscrowDeployment({ terms }),
    null,
  )
  takeReport(desk, { kind: 'contractId', commandId, contractId })
  await untilDone(
    desk,
    'Escrow: deploy the contract on Stellar (2 of 2)',
    (chain) => chain.deployEscrow({ terms }),
    calling(deployFunction(terms)),
  )
  takeReport(desk, { kind: 'deployed', commandId })
}

/** The buyer's wallet pays the contract. */
export async function fundLane(desk: Desk, commandId: CommandId): Promise<void> {
  const input = { terms: desk.state.terms, contractId: escrowOf(desk.state).contractId }
  const proof = await untilDone(
    desk,
    'Buyer: send the USDC to the escrow contract (1 of 1)',
    (chain) => chain.fundEscrow(input),
    calling('fund_escrow'),
  )
  takeReport(desk, { kind: 'funded', commandId, proof })
}

/** Three transactions pay the seller: delivered by the seller, approved and released by the buyer. */
export async function releaseLane(desk: Desk, commandId: CommandId): Promise<void> {
  const input = { terms: desk.state.terms, contractId: escrowOf(desk.state).contractId }
  await untilDone(
    desk,
    'Seller: mark the work as delivered (1 of 3)',
    (chain) => chain.markDelivered(input),
    calling('change_milestone_status'),
  )
  await untilDone(
    desk,
    'Buyer: approve the work (2 of 3)',
    (chain) => chain.approveWork(input),
    calling('approve_milestone'),
  )
  const proof = await untilDone(
    desk,
    'Buyer: release the USDC to the seller (3 of 3)',
    (chain) => chain.releaseEscrow(input),
    calling('release_funds'),
  )
  takeReport(desk, { kind: 'released', commandId, proof })
}

/** The contract knows no refund: the buyer disputes, and the resolver gives everything back. */
export async function refundLane(desk: Desk, commandId: CommandId): Promise<void> {
  const input = { terms: desk.state.terms, contractId: escrowOf(desk.state).contractId }
  await untilDone(
    desk,
    'Buyer: open the dispute that a refund needs (1 of 2)',
    (chain) => chain.disputeEscrow({ ...input, openedBy: 'BUYER' }),
    calling('dispute_escrow'),
  )
  const parts = { releaseStroops: '0', refundStroops: input.terms.amountStroops }
  const { proof, paid } = await untilDone(
    desk,
    'Platform: pay the buyer back (2 of 2)',
    (chain) => chain.resolveEscrow({ ...input, ...parts }),
    resolvingByHand(input.terms, parts),
  )
  takeReport(desk, { kind: 'refunded', commandId, proof, paid })
}

/** The party that opened the dispute freezes the contract with its own signature. */
export async function disputeLane(desk: Desk, commandId: CommandId): Promise<void> {
  const { terms, dispute } = desk.state
  invariant(dispute, `Order ${terms.orderId} has no dispute to put on chain`)
  const { openedBy } = dispute
  const words = `${openedBy === 'BUYER' ? 'Buyer' : 'Seller'}: freeze the escrow contract (1 of 1)`
  const input = { terms, contractId: escrowOf(desk.state).contractId, openedBy }
  const proof = await untilDone(desk, words, (chain) => chain.disputeEscrow(input), calling('dispute_escrow'))
  takeReport(desk, { kind: 'frozen', commandId, proof })
}

/** The resolver divides what the contract holds as support decided. */
export async function resolveLane(desk: Desk, resolution: Resolution): Promise<void> {
  const { terms } = desk.state
  const { releaseStroops, refundStroops } = resolution
  const input = { terms, contractId: escrowOf(desk.state).contractId, releaseStroops, refundStroops }
  const { proof, paid } = await untilDone(
    desk,
    'Platform: pay out as support decided (1 of 1)',
    (chain) => chain.resolveEscrow(input),
    resolvingByHand(terms, { releaseStroops, refundStroops }),
  )
  takeReport(desk, { kind: 'resolved', resolution, commandId: resolution.commandId, proof, paid })
}

/** Of a resolution made by hand, what went beyond the order's amount is taken for dust, as of one made by us. */
function resolvingByHand(
  terms: OrderTerms,
  parts: { releaseStroops: string; refundStroops: string },
): ByHand<{ proof: ChainProof; paid: PaidOut }> {
  return {
    call: { functionName: 'resolve_dispute', shares: parts },
    accept: ({ proof, distributions }) => {
      const paidOut = distributions.reduce((sum, { amountStroops }) => sum + BigInt(amountStroops), 0n)
      return { proof, paid: { ...parts, dustStroops: String(paidOut - BigInt(terms.amountStroops)) } }
    },
  }
}

function deployFunction(terms: OrderTerms): string {
  return hasMilestones(terms) ? 'tw_new_multi_release_escrow' : 'tw_new_single_release_escrow'
}
