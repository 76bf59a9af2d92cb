import { condition, sleep } from '@temporalio/workflow'
import type { Desk } from './desk.ts'
import { untilDone } from './untilDone.ts'

/** A contract that nobody calls for 120 days is archived by the network. This leaves a month for whatever goes wrong. */
const RENEWAL_INTERVAL_MS = 90 * 24 * 60 * 60_000

/** Extends the life of the order's contract for as long as the order is open, beside everything else that happens to it. */
export async function keepContractAlive(desk: Desk): Promise<never> {
  await condition(() => isDeployed(desk))
  if (desk.renewal.lastMs === 0) desk.renewal = { count: 0, lastMs: Date.now() }
  for (;;) {
    const dueAtMs = desk.renewal.lastMs + RENEWAL_INTERVAL_MS
    await sleep(Math.max(dueAtMs - Date.now(), 1))
    const { terms, escrow } = desk.state
    const contractId = escrow?.contractId
    if (!contractId) continue
    const renewal = desk.renewal.count + 1
    await untilDone(
      desk,
      `Platform: extend the life of the contract on Stellar (renewal ${renewal})`,
      (chain) => chain.extendEscrowLifetime({ terms, contractId, renewal }),
      null,
    )
    desk.renewal = { count: renewal, lastMs: Date.now() }
  }
}

function isDeployed({ state }: Desk): boolean {
  return state.escrow !== null && state.escrow.status !== 'CREATING'
}
