import type { Escrow as MultiEscrow } from '../contracts/multiRelease/escrow.ts'
import type { Escrow as SingleEscrow } from '../contracts/singleRelease/escrow.ts'
import { toHumanNumber } from './amounts.ts'
import type { StoredEscrow } from './storedEscrow.ts'

/** What the read model knows about an escrow beyond its stored state. */
export type EscrowHistory = {
  readonly signer: string | undefined
  readonly createdAtMs: number
  readonly updatedAtMs: number
  readonly fundedBy: string | undefined
  readonly disputeStartedBy: string | undefined
}

export type AssetName = { readonly address: string; readonly name: string }

/** The part of an escrow that `send-transaction` answers with. */
export function presentState(stored: StoredEscrow): Record<string, unknown> {
  return stored.kind === 'single' ? presentSingle(stored.escrow) : presentMulti(stored.escrow)
}

function presentSingle(escrow: SingleEscrow): Record<string, unknown> {
  return {
    ...presentShared(escrow),
    amount: toHumanNumber(escrow.amount),
    milestones: escrow.milestones.map(({ description, status, evidence, approved }) => ({
      description,
      status,
      evidence,
      approved,
    })),
    flags: { ...escrow.flags },
  }
}

/** Amounts, receivers and flags are the milestones' own; the escrow as a whole has none. */
function presentMulti(escrow: MultiEscrow): Record<string, unknown> {
  return {
    ...presentShared(escrow),
    milestones: escrow.milestones.map(({ description, amount, receiver, status, evidence, flags }) => ({
      description,
      amount: toHumanNumber(amount),
      receiver,
      status,
      evidence,
      flags: { ...flags },
    })),
  }
}

function presentShared(escrow: StoredEscrow['escrow']): Record<string, unknown> {
  const { platform, ...roles } = escrow.roles
  return {
    engagementId: escrow.engagementId,
    title: escrow.title,
    description: escrow.description,
    roles: { ...roles, platformAddress: platform },
    platformFee: escrow.platformFeeBps / 100,
    receiverMemo: escrow.receiverMemo,
  }
}

/** The escrow object of the read endpoints. */
export function presentEscrow(
  contractId: string,
  stored: StoredEscrow,
  balance: bigint,
  asset: AssetName,
  history: EscrowHistory | undefined,
): Record<string, unknown> {
  return {
    contractId,
    signer: history?.signer ?? null,
    type: `${stored.kind}-release`,
    ...presentState(stored),
    balance: toHumanNumber(balance),
    ...(stored.kind === 'single' && { status: statusOf(stored.escrow) }),
    trustline: { address: asset.address, name: asset.name, symbol: asset.name },
    isActive: true,
    user: history?.signer ?? null,
    fundedBy: history?.fundedBy ?? null,
    disputeStartedBy: history?.disputeStartedBy ?? null,
    approverFunds: null,
    receiverFunds: null,
    ...(history && { createdAt: timestamp(history.createdAtMs), updatedAt: timestamp(history.updatedAtMs) }),
  }
}

export type EscrowStatus = 'working' | 'pendingRelease' | 'released' | 'resolved' | 'inDispute'

/** Only single-release escrows have a state as a whole. */
export function statusOf({ flags, milestones }: SingleEscrow): EscrowStatus {
  if (flags.disputed) return 'inDispute'
  if (flags.released) return 'released'
  if (flags.resolved) return 'resolved'
  return milestones.every((milestone) => milestone.approved) ? 'pendingRelease' : 'working'
}

/** The vendor keeps its read model in a document store whose timestamps look like this. */
function timestamp(ms: number): { _seconds: number; _nanoseconds: number } {
  return { _seconds: Math.floor(ms / 1000), _nanoseconds: (ms % 1000) * 1_000_000 }
}
