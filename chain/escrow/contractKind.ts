import { unreachable } from '../../domain/invariant.ts'
import type { ContractKind, EscrowCall, EscrowIntent, EscrowTerms, MultiTerms } from '../intent.ts'

export function isMulti(terms: EscrowTerms): terms is MultiTerms {
  return 'milestones' in terms
}

/** The contract that a step creates or calls. Its paths, its state and its error numbers follow from it. */
export function contractKindOf(step: EscrowIntent | EscrowCall): ContractKind {
  switch (step.kind) {
    case 'deploy':
    case 'fund':
      return isMulti(step.escrow) ? 'multi' : 'single'
    case 'changeMilestoneStatus':
    case 'approveMilestone':
      return step.contract
    case 'release':
    case 'dispute':
    case 'resolve':
      return 'single'
    case 'releaseMilestone':
    case 'disputeMilestone':
    case 'resolveMilestone':
      return 'multi'
    default:
      return unreachable(step)
  }
}
