import { appendFileSync, readFileSync, unlinkSync } from 'node:fs'
import { isMeant, readPlan } from './plan.ts'
import type { CrashPointName } from './points.ts'
import { PLAN_VARIABLE, RECORD_VARIABLE } from './variables.ts'

const planFile = process.env[PLAN_VARIABLE]
const recordFile = process.env[RECORD_VARIABLE]

/** Whether this process was started to be killed. Fixed for its life, so that a point costs one comparison where it was not. */
export const isArmed = Boolean(planFile || recordFile)

/**
 * An instant at which a test can end this process, as a power cut would: nothing after it runs. `about` says in the
 * business's own keys what was being done, so that a test can mean one step among many.
 */
export function crashPoint(name: CrashPointName, about = ''): void {
  if (isArmed) pass(name, about)
}

function pass(name: CrashPointName, about: string): void {
  if (recordFile) appendFileSync(recordFile, `${name} ${about}\n`)
  if (planFile && isPlanned(planFile, name, about) && takeAway(planFile)) die()
}

function isPlanned(file: string, name: CrashPointName, about: string): boolean {
  const text = readIfThere(file)
  return text !== null && isMeant(readPlan(text), name, about)
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (isMissing(error)) return null
    throw error
  }
}

/** Of all processes that get here at once, the file system lets one remove the plan: that one dies, and only once. */
function takeAway(file: string): boolean {
  try {
    unlinkSync(file)
    return true
  } catch (error) {
    if (isMissing(error)) return false
    throw error
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}

/** SIGKILL ends the process when the kernel gets to it; until then this thread stands still. */
function die(): never {
  process.kill(process.pid, 'SIGKILL')
  for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
}
