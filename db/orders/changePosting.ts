import { unreachable } from '../../domain/invariant.ts'
import { releasePayout } from '../../domain/ledger/personPayout.ts'
import type { Posting } from '../../domain/ledger/posting.ts'
import type { GrossParts } from '../../domain/ledger/resolutionPayout.ts'
import { cancelPosting } from '../../domain/ledger/rules/cancel.ts'
import { fundPosting } from '../../domain/ledger/rules/fund.ts'
import { releasePosting } from '../../domain/ledger/rules/release.ts'
import { reservePosting } from '../../domain/ledger/rules/reserve.ts'
import { resolutionPosting } from '../../domain/ledger/rules/resolution.ts'
import { stroops } from '../../domain/money.ts'
import type { OrderChange, PaidOut } from '../../domain/order/change.ts'
import { amountOf, amountOfPart, feePolicyOf } from '../../domain/order/terms.ts'

/** The ledger effect of a change: its rule, filled in from the order's terms and named by the change's key. */
export function changePosting({ key, terms, posting }: Pick<OrderChange, 'key' | 'terms' | 'posting'>): Posting | null {
  if (posting === undefined) return null
  const { orderId, buyerId, sellerId, platformFeeBps } = terms
  const amount = amountOf(terms)
  const feePolicy = feePolicyOf(terms)
  switch (posting.rule) {
    case 'reserve':
      return reservePosting({ key, orderId, buyerId, amount })
    case 'cancel':
      return cancelPosting({ key, orderId, buyerId, amount })
    case 'fund': {
      const { contractId, proof } = posting
      const milestones = (terms.milestones ?? []).map(amountOf)
      return fundPosting({ key, orderId, buyerId, contractId, amount, milestones, proof })
    }
    case 'release': {
      const { contractId, proof, milestone } = posting
      const paid = amountOfPart(terms, milestone)
      const payout = releasePayout(paid, platformFeeBps, feePolicy)
      return releasePosting({ key, orderId, sellerId, contractId, milestone, amount: paid, payout, proof })
    }
    case 'resolution': {
      const { contractId, proof, milestone } = posting
      const facts = { parts: grossParts(posting), milestone, platformFeeBps, feePolicy }
      return resolutionPosting({ key, orderId, buyerId, sellerId, contractId, ...facts, proof })
    }
    default:
      return unreachable(posting)
  }
}

function grossParts({ releaseStroops, refundStroops, dustStroops }: PaidOut): GrossParts {
  return {
    release: stroops(BigInt(releaseStroops)),
    refund: stroops(BigInt(refundStroops)),
    dust: stroops(BigInt(dustStroops)),
  }
}
