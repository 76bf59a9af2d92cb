import { setTimeout as delay } from 'node:timers/promises'
import { STEP_LIMITS } from '../../chain/step/limits.ts'
import type { Repair } from './context.ts'

/** Ledgers close some seconds after the moment they name. */
const MARGIN_SECONDS = 5
const LOOK_EVERY_MS = 1_000
/** By how much the ledger's clock may be behind ours before somebody has to look at it. */
const PATIENCE_MS = 5 * 60_000
const NO_TRANSACTION = '0'.repeat(64)

/**
 * Waits until no payment that the treasury signed before the workers were stopped can reach the ledger any more. Its
 * record may be lost with the rest, so that nobody knows to look for it: only the ledger's own clock is proof.
 */
export async function untilEnvelopesDied(
  { rpc }: Repair,
  stoppedAtMs: number,
  say: (line: string) => void,
): Promise<void> {
  const diesAt = Math.ceil(stoppedAtMs / 1_000) + STEP_LIMITS.ownValiditySeconds + MARGIN_SECONDS
  const giveUpAtMs = diesAt * 1_000 + PATIENCE_MS
  let isSaid = false
  for (;;) {
    const { latestLedgerCloseTime } = await rpc.getTransaction(NO_TRANSACTION)
    const leftSeconds = diesAt - latestLedgerCloseTime
    if (leftSeconds <= 0) return
    if (Date.now() > giveUpAtMs) {
      throw new Error(
        `The newest ledger is of ${new Date(latestLedgerCloseTime * 1_000).toISOString()}: ledgers have stopped closing, or the RPC server does not follow them. Run the repair again when they do.`,
      )
    }
    if (!isSaid) say(`Waiting ${leftSeconds} s, until nothing that was signed before can reach the ledger any more ...`)
    isSaid = true
    await delay(LOOK_EVERY_MS)
  }
}
