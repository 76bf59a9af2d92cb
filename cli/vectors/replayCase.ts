import { type ActionContext, actionOf } from './actionOf.ts'
import { compareStep, type Expected, type StepResult } from './compareStep.ts'
import { valueToJson } from './contractValues.ts'
import type { CallOutcome, MakeWorld, ReplayWorld, Snapshot } from './replayWorld.ts'
import type { JsonObject, VectorCase, VectorMeta, VectorStep } from './vectorFile.ts'
import { worldSetupOf } from './worldSetup.ts'

/** Runs a recorded case step by step and returns every difference from what was recorded. */
export async function replayCase(
  meta: VectorMeta,
  vector: VectorCase,
  makeWorld: MakeWorld,
): Promise<readonly string[]> {
  const setup = worldSetupOf(meta, vector)
  const world = await makeWorld(setup)
  try {
    const expected: Expected = {
      balances: new Map(Object.entries(meta.initialBalances)),
      flags: null,
      milestones: null,
    }
    const differences: string[] = []
    let stored = escrowJson(await world.look(), setup)
    for (const [index, step] of vector.steps.entries()) {
      const outcome = await carryOut(world, { ...setup, stored }, step)
      const snapshot = await world.look()
      const result: StepResult = { outcome, snapshot, before: stored, stored: escrowJson(snapshot, setup) }
      const differ = (what: string): void => {
        differences.push(`${vector.id}, step ${index} (${step.op}): ${what}`)
      }
      compareStep({ names: setup.names, step, expected, result, differ })
      stored = result.stored
    }
    return differences
  } finally {
    await world.close()
  }
}

function escrowJson({ stored }: Snapshot, { names }: Pick<ActionContext, 'names'>): JsonObject | undefined {
  return stored === undefined ? undefined : (valueToJson(stored, names) as JsonObject)
}

/** Nothing when the step is no contract call. */
async function carryOut(
  world: ReplayWorld,
  context: ActionContext,
  step: VectorStep,
): Promise<CallOutcome | undefined> {
  const action = actionOf(context, step)
  switch (action.kind) {
    case 'call':
      return world.call(action)
    case 'trustline':
      await world.openTrustline(action.owner, action.limitStroops)
      return undefined
    case 'advance':
      await world.advance(action.ledgers)
      return undefined
  }
}
