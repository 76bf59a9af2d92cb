import type { ChainIntent } from '../../chain/intent.ts'
import type { ChainProof } from '../../domain/ledger/posting.ts'
import { proofOf } from '../step/runStep.ts'
import type { ServiceDependencies } from './dependencies.ts'
import type { Shift } from './shift.ts'

/** Takes a service's chain step to its end, keeping the shift's heartbeat alive. */
export async function finishOnShift(
  services: Pick<ServiceDependencies, 'engine'>,
  shift: Shift,
  stepKey: string,
  intent: ChainIntent,
): Promise<ChainProof> {
  const result = await services.engine.finish(stepKey, intent, null, {
    signal: shift.signal,
    heartbeat: (progress) => shift.report(progress),
  })
  return proofOf(result)
}
