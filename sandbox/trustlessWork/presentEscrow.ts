import type { Escrow } from '../contracts/singleRelease/escrow.ts'
import { toHumanNumber } from './amounts.ts'

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
export function presentState(escrow: Escrow): Record<string, unknown> {
  return {
    engagementId: escrow.engagementId,
    title: escrow.title,
    description: escrow.description,
    roles: presentRoles(escrow),
    amount: toHumanNumber(escrow.amount),
    platformFee: escrow.platformFeeBps / 100,
    receiverMemo: escrow.receiverMemo,
    milestones: escrow.milestones.map(({ description, status, evidence, approved }) => ({
      description,
      status,
      evidence,
      approved,
    })),
    flags: { ...escrow.flags },
  }
}

/** The escrow object of the read endpoints. */
export function presentEscrow(
  contractId: string,
  escrow: Escrow,
  balance: bigint,
  asset: AssetName,
  history: EscrowHistory | undefined,
): Record<string, unknown> {
  return {
    contractId,
    signer: history?.signer ?? null,
    type: 'single-release',
    ...presentState(escrow),
    balance: toHumanNumber(balance),
    status: statusOf(escrow),
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

export function statusOf({ flags, milestones }: Escrow): EscrowStatus {
  if (flags.disputed) return 'inDispute'
  if (flags.released) return 'released'
  if (flags.resolved) return 'resolved'
  return milestones.every((milestone) => milestone.approved) ? 'pendingRelease' : 'working'
}

function presentRoles({ roles }: Escrow): Record<string, string> {
  const { platform, ...rest } = roles
  return { ...rest, platformAddress: platform }
}

/** The vendor keeps its read model in a document store whose timestamps look like this. */
function timestamp(ms: number): { _seconds: number; _nanoseconds: number } {
  return { _seconds: Math.floor(ms / 1000), _nanoseconds: (ms % 1000) * 1_000_000 }
}
