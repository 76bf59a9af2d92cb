import type { CommandId } from '../../domain/ids.ts'
import { invariant } from '../../domain/invariant.ts'
import { escrowOf } from '../../domain/order/changes/escrowOf.ts'
import type { Resolution } from '../../domain/order/state.ts'
import { type Desk, takeReport } from './desk.ts'
import { untilDone } from './untilDone.ts'

/** Deploys the contract. Its id is reported as soon as the verified transaction tells it, then the confirmation. */
export async function deployLane(desk: Desk, commandId: CommandId): Promise<void> {
  const { terms } = desk.state
  const { contractId } = await untilDone(desk, 'Escrow: build and sign the deployment (1 of 2)', (chain) =>
    chain.prepareEscrowDeployment({ terms }),
  )
  takeReport(desk, { kind: 'contractId', commandId, contractId })
  await untilDone(desk, 'Escrow: deploy the contract on Stellar (2 of 2)', (chain) => chain.deployEscrow({ terms }))
  takeReport(desk, { kind: 'deployed', commandId })
}

/** The buyer's wallet pays the contract. */
export async function fundLane(desk: Desk, commandId: CommandId): Promise<void> {
  const input = { terms: desk.state.terms, contractId: escrowOf(desk.state).contractId }
  const proof = await untilDone(desk, 'Buyer: send the USDC to the escrow contract (1 of 1)', (chain) =>
    chain.fundEscrow(input),
  )
  takeReport(desk, { kind: 'funded', commandId, proof })
}

/** Three transactions pay the seller: delivered by the seller, approved and released by the buyer. */
export async function releaseLane(desk: Desk, commandId: CommandId): Promise<void> {
  const input = { terms: desk.state.terms, contractId: escrowOf(desk.state).contractId }
  await untilDone(desk, 'Seller: mark the work as delivered (1 of 3)', (chain) => chain.markDelivered(input))
  await untilDone(desk, 'Buyer: approve the work (2 of 3)', (chain) => chain.approveWork(input))
  const proof = await untilDone(desk, 'Buyer: release the USDC to the seller (3 of 3)', (chain) =>
    chain.releaseEscrow(input),
  )
  takeReport(desk, { kind: 'released', commandId, proof })
}

/** The contract knows no refund: the buyer disputes, and the resolver gives everything back. */
export async function refundLane(desk: Desk, commandId: CommandId): Promise<void> {
  const input = { terms: desk.state.terms, contractId: escrowOf(desk.state).contractId }
  await untilDone(desk, 'Buyer: open the dispute that a refund needs (1 of 2)', (chain) =>
    chain.disputeEscrow({ ...input, openedBy: 'BUYER' }),
  )
  const parts = { releaseStroops: '0', refundStroops: input.terms.amountStroops }
  const { proof, paid } = await untilDone(desk, 'Platform: pay the buyer back (2 of 2)', (chain) =>
    chain.resolveEscrow({ ...input, ...parts }),
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
  const proof = await untilDone(desk, words, (chain) => chain.disputeEscrow(input))
  takeReport(desk, { kind: 'frozen', commandId, proof })
}

/** The resolver divides what the contract holds as support decided. */
export async function resolveLane(desk: Desk, resolution: Resolution): Promise<void> {
  const { terms } = desk.state
  const { releaseStroops, refundStroops } = resolution
  const input = { terms, contractId: escrowOf(desk.state).contractId, releaseStroops, refundStroops }
  const { proof, paid } = await untilDone(desk, 'Platform: pay out as support decided (1 of 1)', (chain) =>
    chain.resolveEscrow(input),
  )
  takeReport(desk, { kind: 'resolved', resolution, commandId: resolution.commandId, proof, paid })
}
