import type { ContractFees } from '../fees/releaseFees.ts'
import { resolutionFees } from '../fees/resolutionFees.ts'
import { type Stroops, stroops } from '../money.ts'
import type { FeePolicy } from '../order/terms.ts'
import { buyerPayout, type PersonPayout, sellerPayout } from './personPayout.ts'

/** Gross parts of a resolution; each may be zero, not all. */
export type GrossParts = { readonly release: Stroops; readonly refund: Stroops; readonly dust: Stroops }

/** What becomes of each part, and what the platform spends and earns. */
export type ResolutionPayout = {
  readonly seller: PersonPayout
  readonly buyer: PersonPayout
  readonly dust: ContractFees
  /** The protocol's fee as far as the platform bears it; on dust it always does. */
  readonly protocolExpense: Stroops
  /** The platform's commission as far as people bear it. */
  readonly platformIncome: Stroops
  /** What the contract pays the treasury: the commission on every part, and the dust. */
  readonly toTreasury: Stroops
}

const NOTHING: ContractFees = { protocol: stroops(0n), platform: stroops(0n), receiver: stroops(0n) }

/** Divides a resolution to the stroop. */
export function resolutionPayout(parts: GrossParts, platformFeeBps: number, policy: FeePolicy): ResolutionPayout {
  const gross = [parts.release, parts.refund, parts.dust]
  const fees = resolutionFees(
    gross.filter((part) => part > 0n),
    platformFeeBps,
  )
  const [toSeller = NOTHING, toBuyer = NOTHING, dust = NOTHING] = gross.map((part) =>
    part > 0n ? fees.shift() : NOTHING,
  )
  const absorbs = policy === 'platform_absorbs'
  return {
    seller: sellerPayout(parts.release, toSeller, policy),
    buyer: buyerPayout(parts.refund, toBuyer, policy),
    dust,
    protocolExpense: stroops(dust.protocol + (absorbs ? toSeller.protocol + toBuyer.protocol : 0n)),
    platformIncome: stroops(toSeller.platform + (absorbs ? 0n : toBuyer.platform)),
    toTreasury: stroops(dust.receiver + toSeller.platform + toBuyer.platform + dust.platform),
  }
}
