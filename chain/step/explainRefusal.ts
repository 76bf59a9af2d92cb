import { readGoal } from '../escrow/goal.ts'
import { type ChainIntent, isEscrowStep } from '../intent.ts'
import { RpcError } from '../rpc/errors.ts'
import { ChainStepError } from './errors.ts'
import type { StepTools } from './tools.ts'

const BLOCKED_RETRY_MS = 5_000

/**
 * Turns a contract's refusal into what the caller should do. A goal that is reached without a transaction of this step is
 * no success: there would be no proof for the ledger, so somebody has to look.
 */
export async function explainRefusal(
  tools: Pick<StepTools, 'rpc' | 'config'>,
  intent: ChainIntent,
  refusal: string,
  signal: AbortSignal | undefined,
): Promise<ChainStepError> {
  if (!isEscrowStep(intent)) return new ChainStepError({ verdict: 'refused', message: refusal })
  try {
    const goal = await readGoal(tools, intent, refusal, signal)
    switch (goal.kind) {
      case 'reached':
        return new ChainStepError({
          verdict: 'ask_human',
          message: `${goal.sentence}, but not by a transaction of this step. Find the transaction that did it. (${refusal})`,
        })
      case 'blocked':
        return new ChainStepError({
          verdict: 'retry',
          message: `${goal.sentence}. (${refusal})`,
          retryAfterMs: BLOCKED_RETRY_MS,
        })
      case 'open':
        return new ChainStepError({ verdict: 'refused', message: refusal })
    }
  } catch (error) {
    if (!(error instanceof RpcError)) throw error
    return new ChainStepError({
      verdict: 'retry',
      message: `${refusal} The contract's state cannot be read now.`,
      cause: error,
    })
  }
}
