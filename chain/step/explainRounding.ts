import { formatExact, stroops } from '../../domain/money.ts'
import type { RoundingRisk } from '../escrow/distribute.ts'
import type { EscrowIntent } from '../intent.ts'
import { ChainStepError } from './errors.ts'

/**
 * Says what to do about a resolution that the contract refused and whose dust does not divide. Only the refusal tells
 * which revision it is: the others pay the same shares, so nobody is asked before.
 */
export function explainRounding(
  intent: EscrowIntent,
  risk: RoundingRisk | null,
  problem: ChainStepError,
): ChainStepError {
  if (intent.kind !== 'resolve' || risk === null || problem.verdict !== 'refused') return problem
  const [dust, missing] = [risk.dustStroops, risk.missingStroops].map((amount) => formatExact(stroops(amount)))
  const message =
    `The escrow ${intent.contractId} holds ${dust} USDC more than is to be paid out of it, which somebody sent there. ` +
    'Some builds of the contract cannot divide such a sum: its roundings would cost more than is held. ' +
    `Send ${missing} USDC to the escrow, not from a wallet of this platform, and retry; the treasury gets both. ` +
    `(${problem.message})`
  return new ChainStepError({ verdict: 'ask_human', message, cause: problem })
}
