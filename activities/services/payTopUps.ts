import { MAX_PAYMENTS_PER_TRANSACTION } from '../../chain/intent.ts'
import type { StepContext } from '../../chain/step/engine.ts'
import { ChainStepError } from '../../chain/step/errors.ts'
import { claimDueTopUps, claimTopUpsOf, type TopUpBatch } from '../../db/topUps/claimDueTopUps.ts'
import { markTopUpsPaid } from '../../db/topUps/markTopUpsPaid.ts'
import type { UserId } from '../../domain/ids.ts'
import { proofOf } from '../step/runStep.ts'
import type { ServiceDependencies } from './dependencies.ts'
import { startShift } from './shift.ts'

/** What paying a batch needs; an escrow activity has it too. */
type Treasury = Pick<ServiceDependencies, 'db' | 'engine'>

/** More batches than this in one go would keep a payment waiting for longer than an activity may take. */
const MAX_BATCHES_OF_ONE_USER = 20

/** Pays what is due in batches, oldest first, as long as the shift lasts. */
export async function payTopUps(services: ServiceDependencies): Promise<void> {
  const shift = startShift(services.closing)
  while (shift.goesOn()) {
    const batch = await claimDueTopUps(services.db, MAX_PAYMENTS_PER_TRANSACTION)
    shift.report({ due: batch?.topUps.length ?? 0 })
    if (batch === null) await shift.pause(services.pollMs)
    else await payBatch(services, batch, { signal: shift.signal, heartbeat: (progress) => shift.report(progress) })
  }
}

/**
 * Pays at once what the treasury owes to one user, because that user's wallet has to pay now. Returns when all of it is
 * on chain and in the ledger; throws the step's own ChainStepError when it cannot be paid.
 */
export async function settleTopUpsOf(services: Treasury, userId: UserId, context: StepContext): Promise<void> {
  for (let paid = 0; paid < MAX_BATCHES_OF_ONE_USER; paid += 1) {
    context.signal.throwIfAborted()
    const batch = await claimTopUpsOf(services.db, userId, MAX_PAYMENTS_PER_TRANSACTION)
    if (batch === null) return
    await payBatch(services, batch, context)
  }
  throw new ChainStepError({
    verdict: 'retry',
    message: `The treasury owes user ${userId} more than ${MAX_BATCHES_OF_ONE_USER} batches of top-ups; the rest follows with the next attempt.`,
  })
}

/**
 * A claimed batch keeps its key and its members until it is paid, so whoever pays it, again or at the same time as
 * somebody else, carries on one and the same chain step.
 */
async function payBatch({ db, engine }: Treasury, { batchKey, topUps }: TopUpBatch, context: StepContext) {
  const payments = topUps.map(({ address, amountStroops }) => ({ address, amountStroops }))
  const result = await engine.finish(`topUp:${batchKey}`, { kind: 'topUp', payments }, null, context)
  await markTopUpsPaid(db, batchKey, proofOf(result))
}
