import { ApiError } from './apiError.ts'

const ASSET_DECIMALS = 7
/** Percent with two decimals is basis points. */
const PERCENT_DECIMALS = 2
const U32_MAX = 4_294_967_295n

/** Human units as JSON number to stroops, exactly; more than seven decimals are refused. */
export function toStroops(amount: number, field: string): bigint {
  return toUnits(amount, ASSET_DECIMALS, field)
}

/** Percent (2.5 = 2.5 %) to basis points. */
export function percentToBps(percent: number, field: string): number {
  const bps = toUnits(percent, PERCENT_DECIMALS, field)
  if (bps < 0n || bps > U32_MAX) throw new ApiError(400, [`${field} must be a percentage`])
  return Number(bps)
}

/** Stroops to the JSON number the API shows. Balances beyond 2^53 stroops lose precision there, as any JSON number. */
export function toHumanNumber(stroops: bigint): number {
  const scale = 10n ** BigInt(ASSET_DECIMALS)
  const sign = stroops < 0n ? '-' : ''
  const absolute = stroops < 0n ? -stroops : stroops
  return Number(`${sign}${absolute / scale}.${String(absolute % scale).padStart(ASSET_DECIMALS, '0')}`)
}

/** Works on the shortest decimal text of the number, the one that was written in the request, so nothing is rounded. */
function toUnits(value: number, decimals: number, field: string): bigint {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(value))
  if (match === null) throw new ApiError(400, [`${field} must be a number`])
  const [, sign, whole = '0', fraction = '', exponent = '0'] = match
  const shift = decimals - fraction.length + Number(exponent)
  if (shift < 0) throw new ApiError(400, [`${field} must have at most ${decimals} decimals`])
  const units = BigInt(whole + fraction) * 10n ** BigInt(shift)
  return sign === '-' ? -units : units
}
