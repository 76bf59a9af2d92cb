import type { ContractFees } from '../fees/releaseFees.ts'
import { resolutionFees } from '../fees/resolutionFees.ts'
import { type Stroops, stroops } from '../money.ts'

/** Gross parts of a resolution; each may be zero, not all. */
export type GrossParts = { readonly release: Stroops; readonly refund: Stroops; readonly dust: Stroops }

/** What becomes of each part: what arrives on chain, what the person is credited, and what the treasury then owes the wallet. */
export type ResolutionPayout = {
  readonly seller: PersonPayout
  readonly buyer: PersonPayout
  readonly dust: ContractFees
  readonly protocolFees: Stroops
  readonly platformFees: Stroops
}
export type PersonPayout = ContractFees & { readonly credited: Stroops; readonly topUp: Stroops }

const NOTHING: ContractFees = { protocol: stroops(0n), platform: stroops(0n), receiver: stroops(0n) }

/**
 * Divides a resolution to the stroop. Policy platform_absorbs: the seller bears the platform's own commission, as on a
 * release; the buyer gets back all that was paid in; the protocol's fee is the platform's expense.
 */
export function resolutionPayout(parts: GrossParts, platformFeeBps: number): ResolutionPayout {
  const gross = [parts.release, parts.refund, parts.dust]
  const fees = resolutionFees(
    gross.filter((part) => part > 0n),
    platformFeeBps,
  )
  const [seller = NOTHING, buyer = NOTHING, dust = NOTHING] = gross.map((part) => (part > 0n ? fees.shift() : NOTHING))
  return {
    seller: withCredit(seller, stroops(parts.release - seller.platform)),
    buyer: withCredit(buyer, parts.refund),
    dust,
    protocolFees: stroops(seller.protocol + buyer.protocol + dust.protocol),
    platformFees: stroops(seller.platform + buyer.platform + dust.platform),
  }
}

function withCredit(fees: ContractFees, credited: Stroops): PersonPayout {
  return { ...fees, credited, topUp: stroops(credited - fees.receiver) }
}
