/** Amounts travel as decimal strings. One unit has ten million stroops, the smallest part on Stellar. */
const DECIMALS = 7
const STROOPS_PER_UNIT = 10_000_000n
const STROOPS_PER_CENT = 100_000n
const PATTERN = /^-?(0|[1-9]\d{0,11})(\.\d{1,7})?$/

/**
 * Reckons with amounts as the API writes them, without floating point: `money.compare(balance.available, '50.00') >= 0`.
 * A text that is no amount is a TypeError, never NaN.
 */
export const money = {
  /** Reads a decimal string as stroops: '12.50' is 125000000n. At most seven decimals; a minus is allowed. */
  parse(amount: string): bigint {
    if (typeof amount !== 'string' || !PATTERN.test(amount)) {
      throw new TypeError(`${JSON.stringify(amount) ?? typeof amount} is not an amount such as "12.50"`)
    }
    const [whole = '0', fraction = ''] = amount.replace('-', '').split('.')
    const stroops = BigInt(whole) * STROOPS_PER_UNIT + BigInt(fraction.padEnd(DECIMALS, '0'))
    return amount.startsWith('-') ? -stroops : stroops
  },

  /** Writes stroops as a decimal string, with two decimals at least and only as many more as are needed. */
  format(stroops: bigint): string {
    const magnitude = stroops < 0n ? -stroops : stroops
    const fraction = String(magnitude % STROOPS_PER_UNIT).padStart(DECIMALS, '0')
    const shown = fraction.slice(0, 2) + fraction.slice(2).replace(/0+$/, '')
    return `${stroops < 0n ? '-' : ''}${magnitude / STROOPS_PER_UNIT}.${shown}`
  },

  /** The sum of amounts: '0.00' of none. */
  add(...amounts: readonly string[]): string {
    return money.format(amounts.reduce((sum, amount) => sum + money.parse(amount), 0n))
  },

  subtract(from: string, amount: string): string {
    return money.format(money.parse(from) - money.parse(amount))
  },

  /** Negative when the first is less, positive when it is more, 0 when both are the same: also for `sort`. */
  compare(left: string, right: string): -1 | 0 | 1 {
    const difference = money.parse(left) - money.parse(right)
    return difference < 0n ? -1 : difference > 0n ? 1 : 0
  },

  /** An amount as the API takes it, with two decimals, rounded down: nobody is promised a cent that is not there. */
  toCents(amount: string): string {
    const stroops = money.parse(amount)
    const rest = ((stroops % STROOPS_PER_CENT) + STROOPS_PER_CENT) % STROOPS_PER_CENT
    return money.format(stroops - rest)
  },
} as const
