import { crashPoint } from '../../crash/crashPoint.ts'
import type { EscrowCall } from '../intent.ts'
import { expectationOf } from '../verify/expectation.ts'
import { verifyEnvelope } from '../verify/verifyEnvelope.ts'
import type { Built } from './built.ts'
import { ChainStepError } from './errors.ts'
import type { StepTools } from './tools.ts'

/** One try at a build: a transaction that may be signed, or why another try may do better. */
export type Try =
  | { readonly kind: 'built'; readonly built: Built }
  | { readonly kind: 'again'; readonly reason: string }

/** Nothing is signed that has not passed here, whoever built it. */
export function verifyBuild(
  tools: StepTools,
  call: EscrowCall,
  source: string,
  xdrBase64: string,
  builder: string,
): Try {
  const { config, limits, clock, sequences } = tools
  crashPoint('step.verify.before', call.kind)
  const verification = verifyEnvelope(xdrBase64, expectationOf(config, call, source), {
    feeCapStroops: config.feeCapStroops,
    nowSeconds: Math.floor(clock.nowMs() / 1_000),
    minValiditySeconds: limits.minValiditySeconds,
    maxValiditySeconds: limits.maxValiditySeconds,
  })
  if (!verification.ok) {
    const { reason } = verification
    if (verification.staleBounds) return { kind: 'again', reason }
    throw new ChainStepError({
      verdict: 'ask_human',
      message: `The transaction that ${builder} built for the ${call.kind} step was not signed: ${reason}. Find out why before retrying.`,
    })
  }
  const { transaction, maxTimeSeconds, derivedContractId } = verification
  if (sequences.isUsed(source, transaction.seqNum)) {
    return { kind: 'again', reason: 'it is built on a sequence number that is already used' }
  }
  crashPoint('step.verify.after', call.kind)
  const contractId = call.kind === 'deploy' ? derivedContractId : call.contractId
  return { kind: 'built', built: { transaction, maxTimeSeconds, contractId } }
}
