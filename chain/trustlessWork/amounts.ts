import { invariant } from '../../domain/invariant.ts'
import { formatExact, stroops } from '../../domain/money.ts'

/** An amount cannot be said to the vendor, which takes JSON numbers, without changing it. */
export class AmountNotExact extends Error {
  override readonly name = 'AmountNotExact'
}

/**
 * The vendor takes amounts as JSON numbers in whole units. A double carries about 16 digits: an amount that does not come
 * back from it as the same seven-decimal text is refused here, before the vendor could round it.
 */
export function toJsonAmount(amountStroops: string): number {
  invariant(/^[1-9]\d*$/.test(amountStroops), `"${amountStroops}" is not a positive whole number of stroops`)
  const text = formatExact(stroops(BigInt(amountStroops)))
  const number = Number(text)
  if (number.toFixed(7) === text) return number
  throw new AmountNotExact(
    `The amount ${text} USDC has more digits than Trustless Work's number format carries; use fewer decimals`,
  )
}

/** The vendor takes the platform fee in percent, the contract in basis points. */
export function toPercent(basisPoints: number): number {
  invariant(Number.isInteger(basisPoints), `The platform fee ${basisPoints} is not a whole number of basis points`)
  return Number((basisPoints / 100).toFixed(2))
}
