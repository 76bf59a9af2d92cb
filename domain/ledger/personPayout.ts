import { type ContractFees, releaseFees } from '../fees/releaseFees.ts'
import { type Stroops, stroops } from '../money.ts'
import type { FeePolicy } from '../order/terms.ts'

/** What the contract's payout means for one person: what arrives on chain, what is credited, and what the treasury then owes the wallet. */
export type PersonPayout = ContractFees & { readonly credited: Stroops; readonly topUp: Stroops }

/**
 * A share of the seller: the platform's own commission is always the seller's to bear, the protocol's fee only where the
 * recipient pays.
 */
export function sellerPayout(share: Stroops, fees: ContractFees, policy: FeePolicy): PersonPayout {
  return withCredit(fees, policy === 'platform_absorbs' ? stroops(share - fees.platform) : fees.receiver)
}

/** A share that goes back to the buyer: all that was paid in, or what is left of it where the recipient pays. */
export function buyerPayout(share: Stroops, fees: ContractFees, policy: FeePolicy): PersonPayout {
  return withCredit(fees, policy === 'platform_absorbs' ? share : fees.receiver)
}

/** What a release of this amount means to the seller, by the arithmetic of the contract's release. */
export function releasePayout(amount: Stroops, platformFeeBps: number, policy: FeePolicy): PersonPayout {
  return sellerPayout(amount, releaseFees(amount, platformFeeBps), policy)
}

function withCredit(fees: ContractFees, credited: Stroops): PersonPayout {
  return { ...fees, credited, topUp: stroops(credited - fees.receiver) }
}
