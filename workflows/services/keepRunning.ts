import { continueAsNew, workflowInfo } from '@temporalio/workflow'

/** A run of a service workflow is renewed after this many shifts, so that its history stays short. */
const SHIFTS_PER_RUN = 50

/**
 * A service is one long activity after another. Each shift returns by itself after some minutes and keeps its place
 * in Postgres, so losing one costs nothing but the heartbeat's time-out.
 */
export async function keepRunning(shift: () => Promise<unknown>): Promise<never> {
  for (let shifts = 0; shifts < SHIFTS_PER_RUN && !workflowInfo().continueAsNewSuggested; shifts++) await shift()
  return await continueAsNew()
}
