import { MAX_PAYMENTS_PER_TRANSACTION } from '../../chain/intent.ts'
import { claimDueTopUps } from '../../db/topUps/claimDueTopUps.ts'
import { markTopUpsPaid } from '../../db/topUps/markTopUpsPaid.ts'
import type { ServiceDependencies } from './dependencies.ts'
import { finishOnShift } from './finishOnShift.ts'
import { startShift } from './shift.ts'

/** Pays what is due in batches. A claimed batch keeps its key and its members until paid, so a retry pays the same one. */
export async function payTopUps(services: ServiceDependencies): Promise<void> {
  const shift = startShift(services.closing)
  while (shift.goesOn()) {
    const batch = await claimDueTopUps(services.db, MAX_PAYMENTS_PER_TRANSACTION)
    shift.report({ due: batch?.topUps.length ?? 0 })
    if (batch === null) {
      await shift.pause(services.pollMs)
      continue
    }
    const payments = batch.topUps.map(({ address, amountStroops }) => ({ address, amountStroops }))
    const proof = await finishOnShift(services, shift, `topUp:${batch.batchKey}`, { kind: 'topUp', payments })
    await markTopUpsPaid(services.db, batch.batchKey, proof)
  }
}
