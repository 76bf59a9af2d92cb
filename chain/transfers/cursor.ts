/** The ledger that an event cursor stands in: the upper half of the number before the dash is its sequence. */
export function cursorLedger(cursor: string): number {
  const match = /^(\d{1,20})-\d{1,10}$/.exec(cursor)
  if (match?.[1] === undefined) throw new Error(`"${cursor}" is not an event cursor of a Stellar RPC server`)
  return Number(BigInt(match[1]) >> 32n)
}

/** The RPC server has forgotten events that were never read. Going on would lose deposits, so reading stops. */
export class RetentionGap extends Error {
  override readonly name = 'RetentionGap'
  readonly neededLedger: number
  readonly oldestLedger: number
  constructor(neededLedger: number, oldestLedger: number) {
    super(
      `The RPC server keeps events from ledger ${oldestLedger} on, but they were read only up to ledger ${neededLedger}. ` +
        'Point the system to a server with a longer history, let it catch up, then switch back.',
    )
    this.neededLedger = neededLedger
    this.oldestLedger = oldestLedger
  }
}
