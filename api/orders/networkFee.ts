import { type Stroops, stroops } from '../../domain/money.ts'

/** What one call of an escrow contract has cost on the public network, in stroops of XLM: 0.05 to 0.15 XLM. */
const LEAST_PER_CALL = 500_000n
const MOST_PER_CALL = 1_500_000n

/** What the platform will pay the network for so many transactions, from the cheapest to the dearest seen. */
export function networkFeeXlm(transactions: number): { readonly least: Stroops; readonly most: Stroops } {
  const count = BigInt(transactions)
  return { least: stroops(count * LEAST_PER_CALL), most: stroops(count * MOST_PER_CALL) }
}
