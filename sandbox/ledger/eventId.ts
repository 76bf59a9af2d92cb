/** The network's total order ids: 32 bits ledger, 20 bits transaction, 12 bits operation. */
export const MAX_TRANSACTION_INDEX = 0xfffff
export const MAX_OPERATION_INDEX = 0xfff
const MAX_EVENT_INDEX = 0xffffffff

export interface EventPosition {
  readonly ledger: number
  /** From 1; 0 stands for what happened before all transactions of the ledger. */
  readonly transaction: number
  readonly operation: number
  readonly event: number
}

/** An event's id: the position of its operation and its index within. */
export function eventId({ ledger, transaction, operation, event }: EventPosition): string {
  const toid = (BigInt(ledger) << 32n) | (BigInt(transaction) << 12n) | BigInt(operation)
  return `${toid.toString().padStart(19, '0')}-${event.toString().padStart(10, '0')}`
}

/** The id behind which no event of the ledger can stand. */
export function endOfLedgerId(ledger: number): string {
  return eventId({
    ledger,
    transaction: MAX_TRANSACTION_INDEX,
    operation: MAX_OPERATION_INDEX,
    event: MAX_EVENT_INDEX,
  })
}

/** The position an id stands for; nothing for a text that is no id. */
export function parseEventId(id: string): EventPosition | undefined {
  const match = /^(\d{19})-(\d{10})$/.exec(id)
  if (match === null) return undefined
  const toid = BigInt(match[1] ?? '0')
  return {
    ledger: Number(toid >> 32n),
    transaction: Number((toid >> 12n) & BigInt(MAX_TRANSACTION_INDEX)),
    operation: Number(toid & BigInt(MAX_OPERATION_INDEX)),
    event: Number(match[2]),
  }
}
