import { releaseFees } from '../../domain/fees/releaseFees.ts'
import { unreachable } from '../../domain/invariant.ts'
import type { Posting } from '../../domain/ledger/posting.ts'
import type { GrossParts } from '../../domain/ledger/resolutionPayout.ts'
import { cancelPosting } from '../../domain/ledger/rules/cancel.ts'
import { fundPosting } from '../../domain/ledger/rules/fund.ts'
import { releasePosting } from '../../domain/ledger/rules/release.ts'
import { reservePosting } from '../../domain/ledger/rules/reserve.ts'
import { resolutionPosting } from '../../domain/ledger/rules/resolution.ts'
import { stroops } from '../../domain/money.ts'
import type { OrderChange, PaidOut } from '../../domain/order/change.ts'
import { amountOf } from '../../domain/order/terms.ts'

/** The ledger effect of a change: its rule, filled in from the order's terms and named by the change's key. */
export function changePosting({ key, terms, posting }: Pick<OrderChange, 'key' | 'terms' | 'posting'>): Posting | null {
  if (posting === undefined) return null
  const { orderId, buyerId, sellerId, platformFeeBps } = terms
  const amount = amountOf(terms)
  switch (posting.rule) {
    case 'reserve':
      return reservePosting({ key, orderId, buyerId, amount })
    case 'cancel':
      return cancelPosting({ key, orderId, buyerId, amount })
    case 'fund':
      return fundPosting({ key, orderId, buyerId, contractId: posting.contractId, amount, proof: posting.proof })
    case 'release': {
      const fees = releaseFees(amount, platformFeeBps)
      return releasePosting({
        key,
        orderId,
        sellerId,
        contractId: posting.contractId,
        amount,
        fees,
        proof: posting.proof,
      })
    }
    case 'resolution': {
      const { contractId, proof } = posting
      const parts = grossParts(posting)
      return resolutionPosting({ key, orderId, buyerId, sellerId, contractId, parts, platformFeeBps, proof })
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
