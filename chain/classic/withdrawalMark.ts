import { createHash } from 'node:crypto'

/** All of them are over for long: 2001-09-09. */
const LATEST_SECONDS = 1_000_000_000

/**
 * What marks the transaction of one attempt at a withdrawal, in its lower time bound: the payment itself belongs to its
 * receiver, memo included. Two attempts that are alike in everything else still sign two transactions, and a payment on the
 * ledger tells which attempt it was.
 */
export function withdrawalMark(stepKey: string, attempt: number): number {
  const digest = createHash('sha256').update(`${stepKey}#${attempt}`).digest()
  return 1 + (digest.readUInt32BE(0) % LATEST_SECONDS)
}
