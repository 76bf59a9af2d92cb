import { availableParallelism } from 'node:os'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { CRASH_POINT_NAMES } from '../../crash/points.ts'
import { STACK_START_MS } from '../e2e/createOrders.ts'
import { allCells, type Cell, chooseCells, nameOf, type Recording } from './support/cells.ts'
import { type Case, FLOWS, type Flow } from './support/flows.ts'
import { type Ending, liveThroughCrash, liveUndisturbed } from './support/live.ts'
import { readPassages } from './support/passages.ts'
import { prepareQuickStart, type QuickStart } from './support/quickStart.ts'
import { type Slot, startSlot } from './support/startSlot.ts'

/**
 * Every crash point that a flow passes, one process dying there once per cell. What a flow passes is found by taking one
 * case through it; what that case leaves behind is what each of the others has to leave. With OFFERHUB_CRASH_GRID=every a
 * flow dies in everything that it passes, also where others do the same; a flow's name there takes that flow alone.
 */
const ASKED = process.env.OFFERHUB_CRASH_GRID ?? ''
const CHOSEN = FLOWS.filter(({ name }) => ASKED.includes(name))
const FLOWS_HERE = CHOSEN.length > 0 ? CHOSEN : FLOWS
const choose = ASKED.includes('every') ? allCells : chooseCells

/** A cell mostly waits for Temporal to notice that a worker is gone, so the stacks are more than the processors. */
const SLOTS = Math.min(3 * availableParallelism(), 12, 2 * FLOWS_HERE.length)
/** So that whoever waits sees how far it is. */
const TELL_EVERY = 25
/** Prepared at once, before any of them begins. */
const CASES_AT_ONCE = 5

let quick: QuickStart | undefined
const slots: Slot[] = []

beforeAll(async () => {
  const prepared = await prepareQuickStart()
  quick = prepared
  // The first one fills the cache for the others.
  slots.push(await startSlot(prepared))
  while (slots.length < SLOTS) {
    const starting = Array.from({ length: Math.min(2, SLOTS - slots.length) }, () => startSlot(prepared))
    for (const one of await Promise.allSettled(starting)) {
      if (one.status === 'rejected') throw one.reason
      slots.push(one.value)
    }
  }
}, STACK_START_MS)

afterAll(async () => {
  await Promise.all(slots.map((slot) => slot.stop()))
  await quick?.remove()
}, STACK_START_MS)

test(
  'whoever dies at any point of any flow, the flow ends as if nobody had',
  async () => {
    const startedAt = Date.now()
    const endings = new Map<Flow, Ending>()
    const recorded: Recording[] = []
    await shareOut([...FLOWS_HERE], async (slot, flow) => {
      endings.set(flow, await liveUndisturbed(slot, flow, await flow.prepare(slot)))
      recorded.push({ flow, passages: await readPassages(slot) })
    })
    const recordedAt = Date.now()
    const recordings = FLOWS_HERE.flatMap((flow) => recorded.filter((recording) => recording.flow === flow))
    const passed = new Set(recordings.flatMap(({ passages }) => passages.map(({ at }) => at)))
    if (FLOWS_HERE === FLOWS) expect(CRASH_POINT_NAMES.filter((name) => !passed.has(name))).toEqual([])
    const cells = choose(recordings)
    const failures: string[] = []
    let done = 0
    await shareOut(chunks(shuffled(cells), CASES_AT_ONCE), async (slot, chunk) => {
      for (const [cell, about] of await prepareAll(slot, chunk)) {
        const expected = endings.get(cell.flow)
        if (expected === undefined) throw new Error(`The flow "${cell.flow.name}" was not recorded`)
        const failed = await liveThroughCrash(slot, cell, about, expected).catch((error: Error) => error)
        if (failed !== undefined) failures.push(`${nameOf(cell)}: ${failed.message}`)
        done += 1
        if (done % TELL_EVERY === 0)
          console.log(`crash grid: ${done} of ${cells.length} cells, ${failures.length} failed`)
      }
    })
    const seconds = [recordedAt - startedAt, Date.now() - recordedAt].map((ms) => Math.round(ms / 1_000))
    console.log(
      `crash grid: ${cells.length} cells in ${FLOWS_HERE.length} flows, ${failures.length} failed ` +
        `(recorded in ${seconds[0]} s, crashed in ${seconds[1]} s on ${slots.length} stacks)`,
    )
    expect(failures).toEqual([])
  },
  30 * 60_000,
)

/** Each stack takes the next piece of work when it is done with its last. */
async function shareOut<T>(work: T[], take: (slot: Slot, piece: T) => Promise<void>): Promise<void> {
  await Promise.all(
    slots.map(async (slot) => {
      for (let piece = work.shift(); piece !== undefined; piece = work.shift()) await take(slot, piece)
    }),
  )
}

async function prepareAll(slot: Slot, cells: readonly Cell[]): Promise<(readonly [Cell, Case])[]> {
  return await Promise.all(cells.map(async (cell) => [cell, await cell.flow.prepare(slot)] as const))
}

function chunks<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, n) => all.slice(n * size, (n + 1) * size))
}

/** Spreads the cells of a flow over the stacks, the same way each time. */
function shuffled<T>(all: readonly T[]): T[] {
  const stride = 7
  return Array.from({ length: stride }, (_, first) => all.filter((_, n) => n % stride === first)).flat()
}
