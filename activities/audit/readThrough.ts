import { cursorLedger } from '../../chain/transfers/cursor.ts'

/** Servers end a page that reaches the end of a ledger with the highest number that the ledger can have. */
const END_OF_LEDGER = 0xffff_ffffn

/** The last ledger of which every transfer has been read; before the first page, none has. */
export function readThrough(cursor: string | null): number {
  if (cursor === null) return -1
  const ledger = cursorLedger(cursor)
  const inLedger = BigInt(cursor.split('-')[0] ?? 0) & END_OF_LEDGER
  return inLedger === END_OF_LEDGER ? ledger : ledger - 1
}
