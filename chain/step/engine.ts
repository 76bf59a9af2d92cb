import { invariant } from '../../domain/invariant.ts'
import { type Clock, systemClock } from '../clock.ts'
import type { ChainIntent, Share } from '../intent.ts'
import type { ChainConfig } from '../network.ts'
import type { ChainRpc } from '../rpc/client.ts'
import type { Signers } from '../signers.ts'
import type { TrustlessWork } from '../trustlessWork/client.ts'
import { createAccountQueue, type QueueLimits } from './accountQueue.ts'
import { carryOut } from './carryOut.ts'
import { distributionsIn } from './distributionsIn.ts'
import { feeOffered } from './envelopes.ts'
import { ChainStepError } from './errors.ts'
import { isAtCap } from './fees.ts'
import { STEP_LIMITS, type StepLimits } from './limits.ts'
import { obtainAttempt } from './obtainAttempt.ts'
import type { StepProgress } from './progress.ts'
import { createSequenceMemory } from './sequenceMemory.ts'
import type { StepStore, StoredAttempt } from './store.ts'
import type { ApproveSigning, StepTools } from './tools.ts'

export type { StepProgress } from './progress.ts'

export type StepContext = {
  heartbeat(progress: StepProgress): void
  /** Aborted at cancellation or time-out of the caller; the step stops within one request and can be continued later. */
  readonly signal: AbortSignal
}

/** The transaction that carried the step out. */
export type StepResult = {
  readonly hash: string
  readonly innerHash: string
  readonly ledger: number
  readonly contractId: string | null
  /** What a resolution paid out, before fees; empty for every other step. */
  readonly distributions: readonly Share[]
}

export type StepEngine = {
  /** Builds, verifies, signs and stores the step's envelope without sending it; a stored one that may still apply is returned as it is. */
  prepare(
    stepKey: string,
    intent: ChainIntent,
    orderId: string | null,
    context?: Partial<StepContext>,
  ): Promise<StoredAttempt>
  /** Takes the step to its end, from wherever an earlier call left it. Throws ChainStepError. */
  finish(stepKey: string, intent: ChainIntent, orderId: string | null, context: StepContext): Promise<StepResult>
}

export type StepEngineOptions = {
  readonly config: ChainConfig
  readonly store: StepStore
  readonly signers: Signers
  readonly rpc: ChainRpc
  readonly trustlessWork: TrustlessWork
  readonly clock?: Clock
  /** Asked right before every signature, of a rebuilt transaction too. Whoever gives none signs what it is asked to. */
  readonly approve?: ApproveSigning
  readonly limits?: Partial<StepLimits>
}

const QUEUE_LIMITS: QueueLimits = { leaseMs: 60_000, maxWaiting: 1_000, maxWaitMs: 120_000 }
const REMEMBERED_ACCOUNTS = 10_000
const REBUILD_RETRY_MS = 10_000

/** The engine behind every chain step: one per process, because it keeps the turns of the source accounts. */
export function createStepEngine(options: StepEngineOptions): StepEngine {
  const tools: StepTools = {
    ...options,
    clock: options.clock ?? systemClock,
    approve: options.approve ?? (async () => undefined),
    limits: { ...STEP_LIMITS, ...options.limits },
    accounts: createAccountQueue(QUEUE_LIMITS),
    sequences: createSequenceMemory(REMEMBERED_ACCOUNTS),
  }
  return {
    async prepare(stepKey, intent, orderId, context = {}) {
      const { attempt } = await obtainAttempt(tools, { stepKey, intent, orderId }, context)
      return attempt
    },
    finish: (stepKey, intent, orderId, context) => finish(tools, stepKey, intent, orderId, context),
  }
}

async function finish(
  tools: StepTools,
  stepKey: string,
  intent: ChainIntent,
  orderId: string | null,
  context: StepContext,
): Promise<StepResult> {
  let reason = ''
  for (let rebuilds = 0; rebuilds <= tools.limits.maxRebuildsPerCall; rebuilds += 1) {
    const obtained = await obtainAttempt(tools, { stepKey, intent, orderId }, context)
    const { attempt } = obtained
    if (attempt.status === 'APPLIED') return resultOf(attempt, attempt.ledger)
    try {
      const ending = await carryOut(tools, intent, obtained, context)
      if (ending.kind === 'applied') return resultOf(attempt, ending.ledger)
      if (ending.isOutbid) checkRoomForFee(tools, attempt, ending.reason)
      reason = ending.reason
    } finally {
      tools.accounts.release(attempt.sourceAddress, stepKey)
    }
  }
  throw new ChainStepError({
    verdict: 'retry',
    message: `${tools.limits.maxRebuildsPerCall + 1} transactions of the ${intent.kind} step died in a row: ${reason}`,
    retryAfterMs: REBUILD_RETRY_MS,
  })
}

/**
 * The next attempt bids more. When there is no room for that under the cap, somebody has to decide: raise the cap, or ask
 * again later at the same price.
 */
function checkRoomForFee({ config }: StepTools, attempt: StoredAttempt, reason: string): void {
  const offered = feeOffered(attempt.envelopeXdr)
  if (!isAtCap(offered, config.feeCapStroops)) return
  throw new ChainStepError({
    verdict: 'ask_human',
    message:
      `The network wants more than the ${offered} stroops of XLM that the ${attempt.kind} transaction offered, and the cap is ` +
      `${config.feeCapStroops}. Raise the cap, or retry when the network is quieter. (${reason})`,
  })
}

function resultOf(attempt: StoredAttempt, ledger: number | null): StepResult {
  invariant(ledger !== null, `The applied attempt ${attempt.attempt} of step ${attempt.stepKey} has no ledger number`)
  const { hash, innerHash, contractId } = attempt
  return { hash, innerHash, ledger, contractId, distributions: distributionsIn(attempt) }
}
