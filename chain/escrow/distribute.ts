import { invariant } from '../../domain/invariant.ts'
import type { ResolveIntent, Share } from '../intent.ts'

/** The contract takes no more shares in one resolution (error 45). */
const MAX_DISTRIBUTIONS = 50
const POSITIVE = /^[1-9]\d*$/

/**
 * What a resolution has to ask for so that exactly `heldStroops` are paid out: the shares, and what is left for
 * `remainderTo`. An address is named once, however many parts it gets. Null when the shares come to more than is held.
 */
export function distribute(
  { shares, remainderTo }: Pick<ResolveIntent, 'shares' | 'remainderTo'>,
  heldStroops: bigint,
): readonly Share[] | null {
  const amounts = new Map<string, bigint>()
  const add = (address: string, amount: bigint): void =>
    void amounts.set(address, (amounts.get(address) ?? 0n) + amount)
  for (const { address, amountStroops } of shares) {
    invariant(POSITIVE.test(amountStroops), `A share of "${amountStroops}" stroops is not a positive whole number`)
    add(address, BigInt(amountStroops))
  }
  const remainder = heldStroops - sum(amounts)
  if (remainder < 0n) return null
  if (remainder > 0n) add(remainderTo, remainder)
  invariant(amounts.size > 0, 'A resolution has to pay something to somebody')
  invariant(amounts.size <= MAX_DISTRIBUTIONS, `A resolution pays at most ${MAX_DISTRIBUTIONS} addresses`)
  return [...amounts].map(([address, amount]) => ({ address, amountStroops: amount.toString() }))
}

function sum(amounts: ReadonlyMap<string, bigint>): bigint {
  return [...amounts.values()].reduce((total, amount) => total + amount, 0n)
}
