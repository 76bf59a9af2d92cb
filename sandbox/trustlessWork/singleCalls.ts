import { writeAddress, writeText, writeU32, writeVoid } from '../contracts/escrow/writeValue.ts'
import type { Body, changeStatusBody, disputeBody, distributeBody, releaseBody } from './bodies.ts'
import type { Invocation } from './invocation.ts'
import type { TrustlessWorkOptions } from './settings.ts'
import { feeArgument, sharesArgument } from './sharedCalls.ts'

const kind = 'single'

export function changeStatusCall(body: Body<typeof changeStatusBody>): Invocation {
  const evidence = body.newEvidence === undefined ? writeVoid() : writeText(body.newEvidence)
  return {
    source: body.serviceProvider,
    kind,
    contractId: body.contractId,
    functionName: 'change_milestone_status',
    args: [
      writeU32(Number(body.milestoneIndex)),
      writeText(body.newStatus),
      evidence,
      writeAddress(body.serviceProvider),
    ],
  }
}

export function releaseCall(options: TrustlessWorkOptions, body: Body<typeof releaseBody>): Invocation {
  const { releaseSigner: source, contractId } = body
  return {
    source,
    kind,
    contractId,
    functionName: 'release_funds',
    args: [writeAddress(source), ...feeArgument(options)],
  }
}

export function disputeCall(body: Body<typeof disputeBody>): Invocation {
  const { signer: source, contractId } = body
  return { source, kind, contractId, functionName: 'dispute_escrow', args: [writeAddress(source)] }
}

export function resolveCall(options: TrustlessWorkOptions, body: Body<typeof distributeBody>): Invocation {
  const { disputeResolver: source, contractId, distributions } = body
  return {
    source,
    kind,
    contractId,
    functionName: 'resolve_dispute',
    args: [writeAddress(source), ...feeArgument(options), sharesArgument(distributions)],
  }
}
