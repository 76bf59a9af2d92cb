import { invariant } from './invariant.ts'

declare const stroopsBrand: unique symbol
/** An integer number of stroops, 10^-7 USDC: the unit of the chain and of the ledger. */
export type Stroops = bigint & { readonly [stroopsBrand]: true }

export const STROOPS_PER_UNIT = 10_000_000n
const STROOPS_PER_CENT = 100_000n
const ASSET_DECIMALS = 7

/** The largest amount one order or transfer may carry: 1,000,000,000.00, far below the int64 limit of the network. */
export const MAX_AMOUNT = stroops(1_000_000_000n * STROOPS_PER_UNIT)

export function stroops(value: bigint): Stroops {
  return value as Stroops
}

const CENTS_PATTERN = /^(0|[1-9]\d{0,9})(\.\d{1,2})?$/
const EXACT_PATTERN = /^(0|[1-9]\d{0,11})(\.\d{1,7})?$/

/** Why a decimal string is not an amount that the API takes. */
export type AmountFault = 'not_a_decimal' | 'too_many_decimals' | 'not_positive' | 'too_large'
export type AmountResult = { ok: true; amount: Stroops } | { ok: false; fault: AmountFault }

/** Reads an amount as the API takes it: a positive decimal string, at most two decimals, no sign, no exponent. */
export function parseAmount(text: string): AmountResult {
  if (!CENTS_PATTERN.test(text)) {
    return { ok: false, fault: EXACT_PATTERN.test(text) ? 'too_many_decimals' : 'not_a_decimal' }
  }
  const amount = decimalToStroops(text)
  if (amount === 0n) return { ok: false, fault: 'not_positive' }
  if (amount > MAX_AMOUNT) return { ok: false, fault: 'too_large' }
  return { ok: true, amount }
}

/** Reads a decimal string with up to seven decimals, as the network and Trustless Work write amounts. */
export function parseExact(text: string): Stroops {
  invariant(EXACT_PATTERN.test(text), `"${text}" is not a decimal amount with at most ${ASSET_DECIMALS} decimals`)
  return decimalToStroops(text)
}

function decimalToStroops(text: string): Stroops {
  const [whole = '0', fraction = ''] = text.split('.')
  return stroops(BigInt(whole) * STROOPS_PER_UNIT + BigInt(fraction.padEnd(ASSET_DECIMALS, '0')))
}

/** Writes an amount with two decimals, rounded down: nobody is shown a cent that is not there. */
export function formatCents(amount: Stroops): string {
  invariant(amount >= 0n, `Cannot show the negative amount ${amount} in cents`)
  const cents = amount / STROOPS_PER_CENT
  return `${cents / 100n}.${String(cents % 100n).padStart(2, '0')}`
}

/** Writes an amount to the stroop, always with seven decimals. */
export function formatExact(amount: Stroops): string {
  const magnitude = amount < 0n ? -amount : amount
  const fraction = String(magnitude % STROOPS_PER_UNIT).padStart(ASSET_DECIMALS, '0')
  return `${amount < 0n ? '-' : ''}${magnitude / STROOPS_PER_UNIT}.${fraction}`
}
