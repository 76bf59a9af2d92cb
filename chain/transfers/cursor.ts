/** The ledger that an event cursor stands in: the upper half of the number before the dash is its sequence. */
export function cursorLedger(cursor: string): number {
  const match = /^(\d{1,20})-\d{1,10}$/.exec(cursor)
  if (match?.[1] === undefined) throw new Error(`"${cursor}" is not an event cursor of a Stellar RPC server`)
  return Number(BigInt(match[1]) >> 32n)
}

/** Below zero when the first cursor stands before the second. */
export function compareCursors(one: string, other: string): number {
  const [first, second] = [one, other].map(positionOf)
  if (first === undefined || second === undefined) throw new Error(`${one} or ${other} is not an event cursor`)
  return first < second ? -1 : first > second ? 1 : 0
}

/** Both parts as one number: the second counts events within the first. */
function positionOf(cursor: string): bigint | undefined {
  const [, place, event] = /^(\d{1,20})-(\d{1,10})$/.exec(cursor) ?? []
  return place === undefined || event === undefined ? undefined : BigInt(place) * 10_000_000_000n + BigInt(event)
}

/** The cursor in front of everything that happened in a ledger. Some servers insist on all of its digits. */
export function cursorBefore(ledger: number): string {
  return `${(BigInt(ledger) << 32n).toString().padStart(19, '0')}-0000000000`
}

/** The RPC server has forgotten events that were never read. Going on would lose deposits, so reading stops. */
export class RetentionGap extends Error {
  override readonly name = 'RetentionGap'
  readonly neededLedger: number
  readonly oldestLedger: number
  constructor(neededLedger: number, oldestLedger: number) {
    super(
      `The RPC server keeps events from ledger ${oldestLedger} on, but USDC movements were read only up to ledger ` +
        `${neededLedger}. Nothing is read until somebody decides, because deposits in between would be lost. Point ` +
        `STELLAR_RPC_URL to a server whose history reaches back to ledger ${neededLedger}; reading goes on by itself. ` +
        `If there is none, book what ledgers ${neededLedger} to ${oldestLedger - 1} moved by hand, then run ` +
        `"node cli/depositCursor.ts --ledger ${oldestLedger}".`,
    )
    this.neededLedger = neededLedger
    this.oldestLedger = oldestLedger
  }
}
