import { percentile, round } from '../figures/distribution.ts'
import { memoryOf } from '../perOrder/cpu.ts'
import type { Measured } from '../report/measured.ts'
import type { Stage } from '../stage/stage.ts'
import { lookAfterwards } from './afterwards.ts'
import { arrivals } from './arrivals.ts'
import { capacityOf } from './capacity.ts'
import { nobodyServed, serveOne } from './customers.ts'

const SHARE = 0.5
const COUPLES = 64
const SAMPLE_EVERY_MS = 5_000
const BYTES_PER_MB = 1_048_576
const PROCESSES = ['worker', 'api', 'temporal', 'postgres', 'sandbox'] as const

type Sample = Readonly<Record<string, number>>

/** Half of what can be done, for a long time: whether memory stays where it is, and what is left at the end. */
export async function measureSoak(stage: Stage): Promise<Measured> {
  const { api, say, size } = stage
  const couples = await stage.couples(COUPLES)
  const perSecond = (await capacityOf(stage)) * SHARE
  const served = nobodyServed()
  const samples: Sample[] = []
  const sampling = setInterval(() => samples.push(memory(stage)), SAMPLE_EVERY_MS)
  say(`Letting ${round(perSecond)} customers a second come, for ${size.soakMinutes} min ...`)
  await arrivals(perSecond, size.soakMinutes * 60_000, async (number) => {
    const couple = couples[number % couples.length]
    if (couple !== undefined) await serveOne(api, couple, served)
  })
  clearInterval(sampling)
  const after = await lookAfterwards(stage, served.promised)
  const rows = PROCESSES.map((name) => ({ name, ...growth(samples.map((sample) => sample[name] ?? 0)) }))
  return {
    title: `Soak: half of the capacity for ${size.soakMinutes} min`,
    table: [
      ['process', 'second quarter MB', 'last quarter MB', 'last / second'],
      ...rows.map(({ name, second, last, ratio }) => [name, `${round(second)}`, `${round(last)}`, `${round(ratio)}`]),
    ],
    notes: [
      `${served.closed} of ${served.arrived} orders closed at once, ${after.promisesKept} commands later; ` +
        `stuck: ${after.stuckOrders}; differences: ${after.differences}.`,
      'Medians of a quarter of the time. The first quarter is left out, in which caches fill.',
    ],
    figures: { perSecond, ...served, promised: served.promised.length, ...after, memory: rows },
  }
}

function memory({ stack }: Stage): Sample {
  return Object.fromEntries(PROCESSES.map((name) => [name, memoryOf(stack.pids[name] ?? 0) / BYTES_PER_MB]))
}

function growth(samples: readonly number[]): { second: number; last: number; ratio: number } {
  const quarter = Math.max(Math.floor(samples.length / 4), 1)
  const second = median(samples.slice(quarter, 2 * quarter))
  const last = median(samples.slice(-quarter))
  return { second, last, ratio: last / second }
}

function median(samples: readonly number[]): number {
  return percentile(
    samples.toSorted((a, b) => a - b),
    0.5,
  )
}
