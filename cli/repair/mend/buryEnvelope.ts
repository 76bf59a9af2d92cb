import { createStepStore } from '../../../db/chainSteps/postgresStepStore.ts'
import type { WithdrawalId } from '../../../domain/ids.ts'
import { withdrawalStepKey } from '../../../domain/withdrawal/terms.ts'
import type { Repair } from '../context.ts'

/**
 * Writes down that the stored envelope of a withdrawal's payment can never apply, where the chain proves it. The database
 * gives nothing back as long as that is open; what the workflow knew of its end went with what was lost. Returns what
 * speaks against it, or null.
 */
export async function buryEnvelope({ db, rpc }: Repair, withdrawalId: WithdrawalId): Promise<string | null> {
  const stepKey = withdrawalStepKey(withdrawalId)
  const store = createStepStore(db)
  const latest = await store.latest(stepKey)
  if (latest?.status !== 'PREPARED') return null
  const { status, ledger = null, resultXdr = null, latestLedgerCloseTime } = await rpc.getTransaction(latest.hash)
  if (status === 'SUCCESS') return `it was given back, and was paid by ${latest.hash}`
  const settle = (settled: 'FAILED' | 'EXPIRED', failure: string) =>
    store.settle(stepKey, latest.attempt, { status: settled, ledger, resultXdr, failure })
  if (status === 'FAILED') await settle('FAILED', 'The network refused it (found by a repair)')
  else if (latestLedgerCloseTime > latest.maxTimeSeconds)
    await settle('EXPIRED', 'Not applied in time (found by a repair)')
  else return `its payment ${latest.hash} may still be applied`
  return null
}
