import type { ChainIntent } from '../../chain/intent.ts'
import type { StepEngine } from '../../chain/step/engine.ts'
import type { ChainProof } from '../../domain/ledger/posting.ts'
import type { OrderTerms } from '../../domain/order/terms.ts'
import { runStep } from '../step/runStep.ts'
import type { Parties, ReadyParties } from './parties.ts'

/** Takes one named chain step of an order to its end, between the parties that the order names. */
export type RunOrderStep = (
  terms: OrderTerms,
  name: string,
  intentFor: (parties: Parties) => ChainIntent,
) => Promise<ChainProof>

export function createOrderStep(engine: StepEngine, readyParties: ReadyParties): RunOrderStep {
  return async (terms, name, intentFor) => {
    const parties = await readyParties(terms)
    return await runStep(engine, `${terms.orderId}:${name}`, intentFor(parties), terms.orderId)
  }
}
