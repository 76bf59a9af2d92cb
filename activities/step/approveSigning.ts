import type { ChainIntent, ResolveMilestoneIntent } from '../../chain/intent.ts'
import { distributionsIn } from '../../chain/step/distributionsIn.ts'
import { ChainStepError } from '../../chain/step/errors.ts'
import { type OrderFacts, readOrderFacts } from '../../db/approvals/orderFacts.ts'
import { resolutionsSigned } from '../../db/approvals/resolutionsSigned.ts'
import type { Database } from '../../db/connect.ts'
import { type RecoveryHold, readHold } from '../../db/recovery/hold.ts'
import { disputeContradicts, milestoneDisputeContradicts } from './approvals/dispute.ts'
import { deployContradicts, fundContradicts } from './approvals/escrowTerms.ts'
import type { Contradictions, Platform } from './approvals/facts.ts'
import { lifetimeContradicts, topUpContradicts, walletsContradict } from './approvals/platform.ts'
import {
  approvalContradicts,
  milestoneReleaseContradicts,
  releaseContradicts,
  statusChangeContradicts,
} from './approvals/release.ts'
import { milestoneResolutionContradicts, resolutionContradicts } from './approvals/resolve.ts'
import { withdrawalContradicts } from './approvals/withdraw.ts'

/** A chain step that is about to be signed. */
export type StepToSign = { readonly stepKey: string; readonly intent: ChainIntent; readonly orderId: string | null }

export type SigningApproval = (step: StepToSign) => Promise<void>

const HOLD_RETRY_MS = 15_000

type Approver = { readonly db: Database; readonly treasuryAddress: string; readonly resolverAddress: string }

/**
 * Lets a step be signed only when Postgres, and nothing that came with the step, says that it is wanted: whoever forges
 * an activity's input, or finds another way to the signer, still moves no money. Throws ChainStepError otherwise.
 */
export function createSigningApproval({ db, treasuryAddress, resolverAddress }: Approver): SigningApproval {
  const platform = { treasury: treasuryAddress, resolver: resolverAddress }
  return async (step) => {
    const contradictions = await contradictionsOf(db, platform, step)
    if (contradictions.length === 0) return
    throw new ChainStepError({
      verdict: 'ask_human',
      message:
        `The ${step.intent.kind} step ${step.stepKey} was not signed: ${contradictions.join('; ')}. ` +
        'Find out who asked for it before it is tried again.',
    })
  }
}

/** A database that was brought back from a backup may not know what was paid since. */
function assertTrusted(hold: RecoveryHold | null): void {
  if (hold === null) return
  throw new ChainStepError({
    verdict: 'retry',
    message: `Nothing is signed since ${hold.since}: ${hold.reason}. It goes on when the recovery is finished (docs/backup.md).`,
    retryAfterMs: HOLD_RETRY_MS,
  })
}

async function contradictionsOf(db: Database, platform: Platform, step: StepToSign): Promise<Contradictions> {
  const { intent, stepKey } = step
  const order = step.orderId === null ? null : await readOrderFacts(db, step.orderId)
  assertTrusted(order === null ? await readHold(db) : order.hold)
  switch (intent.kind) {
    case 'trustTreasury':
      return []
    case 'createWallets':
      return await walletsContradict(db, intent)
    case 'topUp':
      return await topUpContradicts(db, stepKey, intent)
    case 'extendLifetime':
      return await lifetimeContradicts(db, intent)
    case 'withdraw':
      return await withdrawalContradicts(db, stepKey, intent)
  }
  if (order === null) return [`the ledger knows no order ${step.orderId ?? '(none was named)'}`]
  if (intent.kind === 'resolveMilestone') {
    return milestoneResolutionContradicts(order, intent, platform, await signedBefore(db, order, stepKey))
  }
  return orderContradictions(order, intent, platform)
}

type OrderIntent = Exclude<
  ChainIntent,
  ResolveMilestoneIntent | { kind: 'trustTreasury' | 'createWallets' | 'topUp' | 'extendLifetime' | 'withdraw' }
>

function orderContradictions(order: OrderFacts, intent: OrderIntent, platform: Platform): Contradictions {
  switch (intent.kind) {
    case 'deploy':
      return deployContradicts(order, intent, platform)
    case 'fund':
      return fundContradicts(order, intent, platform)
    case 'changeMilestoneStatus':
      return statusChangeContradicts(order, intent)
    case 'approveMilestone':
      return approvalContradicts(order, intent)
    case 'release':
      return releaseContradicts(order, intent)
    case 'releaseMilestone':
      return milestoneReleaseContradicts(order, intent)
    case 'dispute':
      return disputeContradicts(order, intent)
    case 'disputeMilestone':
      return milestoneDisputeContradicts(order, intent)
    case 'resolve':
      return resolutionContradicts(order, intent, platform)
    default:
      return unknownKind(intent)
  }
}

/** An activity's input is data from elsewhere: it may name a kind that this program has no rule for. */
function unknownKind(intent: never): Contradictions {
  return [`the ledger knows no step of the kind ${String((intent as { kind: unknown }).kind)}`]
}

/** What the order's other milestones were given, read off the envelopes that were signed for them. */
async function signedBefore(db: Database, order: OrderFacts, stepKey: string) {
  const envelopes = await resolutionsSigned(db, order.orderId, stepKey)
  return envelopes.flatMap(distributionsIn)
}
