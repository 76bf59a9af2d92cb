import type { RoundingRisk } from '../escrow/distribute.ts'
import type { EscrowIntent } from '../intent.ts'
import { AmountNotExact } from '../trustlessWork/amounts.ts'
import { TrustlessWorkError } from '../trustlessWork/errors.ts'
import { assertNotFunded } from './assertNotFunded.ts'
import type { Built } from './built.ts'
import { callFor } from './callFor.ts'
import { ChainStepError } from './errors.ts'
import { explainRefusal } from './explainRefusal.ts'
import { explainRounding } from './explainRounding.ts'
import type { StepTools } from './tools.ts'
import { type Try, verifyBuild } from './verifyBuild.ts'

const UNAVAILABLE_RETRY_MS = 2_000
const NOT_VISIBLE_RETRY_MS = 5_000

/** Has the vendor build the step's transaction and verifies it; waits a little where the vendor lags behind the ledger. */
export async function buildByVendor(
  tools: StepTools,
  intent: EscrowIntent,
  source: string,
  signal: AbortSignal | undefined,
): Promise<Built> {
  const { clock, limits } = tools
  let pauseMs = limits.firstBuildPauseMs
  let reason = ''
  for (let build = 1; build <= limits.maxBuilds; build += 1) {
    const result = await tryBuild(tools, intent, source, signal)
    if (result.kind === 'built') return result.built
    reason = result.reason
    if (build === limits.maxBuilds) break
    await clock.sleep(pauseMs, signal)
    pauseMs = Math.min(pauseMs * 2, limits.maxBuildPauseMs)
  }
  throw new ChainStepError({
    verdict: 'retry',
    message: `${limits.maxBuilds} builds of the ${intent.kind} step could not be used: ${reason}`,
    retryAfterMs: NOT_VISIBLE_RETRY_MS,
  })
}

async function tryBuild(
  tools: StepTools,
  intent: EscrowIntent,
  source: string,
  signal: AbortSignal | undefined,
): Promise<Try> {
  const asked = await callFor(tools, intent, signal)
  if (asked.kind === 'again') return asked
  const { call, risk } = asked
  let xdrBase64: string
  try {
    xdrBase64 = await tools.trustlessWork.build(call, source, signal)
  } catch (error) {
    if (error instanceof AmountNotExact)
      throw new ChainStepError({ verdict: 'refused', message: error.message, cause: error })
    if (!(error instanceof TrustlessWorkError)) throw error
    if (error.failure === 'not_visible_yet' || error.failure === 'balance_moved')
      return { kind: 'again', reason: error.message }
    throw await vendorProblem(tools, intent, error, risk, signal)
  }
  const result = verifyBuild(tools, call, source, xdrBase64, 'Trustless Work')
  if (intent.kind === 'fund' && result.kind === 'built') await assertNotFunded(tools, intent, signal)
  return result
}

async function vendorProblem(
  tools: StepTools,
  intent: EscrowIntent,
  error: TrustlessWorkError,
  risk: RoundingRisk | null,
  signal: AbortSignal | undefined,
): Promise<ChainStepError> {
  const { message, retryAfterMs } = error
  switch (error.failure) {
    case 'refused':
      return explainRounding(intent, risk, await explainRefusal(tools, intent, message, signal))
    case 'no_access':
      return new ChainStepError({ verdict: 'ask_human', message: `${message}. Check the API key.`, cause: error })
    case 'throttled':
      return new ChainStepError({ verdict: 'retry', message, retryAfterMs, cause: error })
    case 'unavailable':
    case 'not_visible_yet':
    case 'balance_moved':
      return new ChainStepError({ verdict: 'retry', message, retryAfterMs: UNAVAILABLE_RETRY_MS, cause: error })
  }
}
