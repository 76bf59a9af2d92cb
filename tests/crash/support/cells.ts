import type { CrashPlan } from '../../../crash/plan.ts'
import { CRASH_POINT_NAMES, leavesNoTrace } from '../../../crash/points.ts'
import type { Flow } from './flows.ts'

export type Cell = CrashPlan & { readonly flow: Flow }

/** What a flow has passed on its way, in order. */
export type Recording = { readonly flow: Flow; readonly passages: readonly CrashPlan[] }

/**
 * Where to crash in each flow: at each point that it passes, in what the flow is about. What a flow before it has passed
 * word for word is not repeated, and where a crash leaves nothing behind one flow does for all.
 */
export function chooseCells(recordings: readonly Recording[]): Cell[] {
  const taken = new Set<string>()
  return recordings.flatMap((recording) =>
    cellsOf(recording).filter(({ at, about }) => {
      const key = leavesNoTrace(at) ? at : `${at} ${about}`
      return !taken.has(key) && taken.add(key) !== undefined
    }),
  )
}

/** At each point of each flow, in everything that passes it. */
export function allCells(recordings: readonly Recording[]): Cell[] {
  return recordings.flatMap(({ flow, passages }) => passages.map((passage) => ({ ...passage, flow })))
}

function cellsOf({ flow, passages }: Recording): Cell[] {
  return CRASH_POINT_NAMES.flatMap((name) => {
    const here = passages.filter(({ at }) => at === name)
    const meant = here.filter(({ about }) => flow.about.test(about))
    const chosen = meant.length > 0 || flow.strictly ? meant : here
    return chosen.slice(-1).map((passage) => ({ ...passage, flow }))
  })
}

export function nameOf({ at, about, flow }: Cell): string {
  return `"${flow.name}" at ${at}${about === '' ? '' : ` (${about})`}`
}
