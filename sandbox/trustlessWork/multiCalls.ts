import { writeAddress, writeStruct, writeText, writeU32, writeVec, writeVoid } from '../contracts/escrow/writeValue.ts'
import type {
  Body,
  changeStatusBody,
  disputeMilestoneBody,
  distributeBody,
  releaseMilestoneBody,
  resolveMilestoneBody,
} from './bodies.ts'
import type { Invocation } from './invocation.ts'
import type { TrustlessWorkOptions } from './settings.ts'
import { feeArgument, sharesArgument } from './sharedCalls.ts'

const kind = 'multi'

/** The contract takes a batch; this version of the API changes one milestone at a time. */
export function changeStatusCall(body: Body<typeof changeStatusBody>): Invocation {
  const update = writeStruct({
    evidence: body.newEvidence === undefined ? writeVoid() : writeText(body.newEvidence),
    index: writeU32(Number(body.milestoneIndex)),
    status: writeText(body.newStatus),
  })
  return {
    source: body.serviceProvider,
    kind,
    contractId: body.contractId,
    functionName: 'change_milestone_status',
    args: [writeVec([update]), writeAddress(body.serviceProvider)],
  }
}

export function releaseCall(options: TrustlessWorkOptions, body: Body<typeof releaseMilestoneBody>): Invocation {
  const { releaseSigner: source, contractId, milestoneIndex } = body
  return {
    source,
    kind,
    contractId,
    functionName: 'release_milestone_funds',
    args: [writeAddress(source), ...feeArgument(options), writeU32(Number(milestoneIndex))],
  }
}

export function disputeCall(body: Body<typeof disputeMilestoneBody>): Invocation {
  const { signer: source, contractId, milestoneIndex } = body
  const args = [writeU32(Number(milestoneIndex)), writeAddress(source)]
  return { source, kind, contractId, functionName: 'dispute_milestone', args }
}

export function resolveCall(options: TrustlessWorkOptions, body: Body<typeof resolveMilestoneBody>): Invocation {
  const { disputeResolver: source, contractId, milestoneIndex, distributions } = body
  const index = writeU32(Number(milestoneIndex))
  return {
    source,
    kind,
    contractId,
    functionName: 'resolve_milestone_dispute',
    args: [writeAddress(source), index, ...feeArgument(options), sharesArgument(distributions)],
  }
}

export function withdrawCall(options: TrustlessWorkOptions, body: Body<typeof distributeBody>): Invocation {
  const { disputeResolver: source, contractId, distributions } = body
  return {
    source,
    kind,
    contractId,
    functionName: 'withdraw_remaining_funds',
    args: [writeAddress(source), ...feeArgument(options), sharesArgument(distributions)],
  }
}
