import { readFile, stat, writeFile } from 'node:fs/promises'
import { until } from '../../../cli/demo/until.ts'
import type { CrashPlan } from '../../../crash/plan.ts'
import { isCrashPointName } from '../../../crash/points.ts'
import type { Slot } from './startSlot.ts'
import { withoutIds } from './traces.ts'

/** Longer than a service pauses between two rounds. */
const QUIET_MS = 1_200
const QUIET_LIMIT_MS = 30_000

/** Waits until nothing passes a crash point any more, so that what does so next belongs to what is done next. */
export async function untilQuiet({ recordFile }: Slot): Promise<void> {
  await until(
    QUIET_LIMIT_MS,
    'the stack to be quiet',
    async () => Date.now() - (await stat(recordFile)).mtimeMs > QUIET_MS,
  )
}

/** Forgets what was passed so far. */
export async function forgetPassages({ recordFile }: Slot): Promise<void> {
  await writeFile(recordFile, '')
}

/** The passages since, in order, each with `*` for its ids and once. */
export async function readPassages({ recordFile }: Slot): Promise<CrashPlan[]> {
  const lines = (await readFile(recordFile, 'utf8')).split('\n').filter((line) => line !== '')
  return [...new Set(lines.map(withoutIds))].flatMap((line) => {
    const at = line.slice(0, line.indexOf(' '))
    return isCrashPointName(at) ? [{ at, about: line.slice(at.length + 1) }] : []
  })
}
