import { measureDeposits } from './deposits/measure.ts'
import { measureEvents } from './events/measure.ts'
import { measureOpenOrders } from './large/openOrders.ts'
import { measureLargeReads } from './large/reads.ts'
import { measureLatency } from './latency.ts'
import { measureOverload } from './load/overload.ts'
import { measureSoak } from './load/soak.ts'
import { measurePerOrder } from './perOrder/measure.ts'
import { measurePostings } from './postings/measure.ts'
import type { Measured } from './report/measured.ts'
import type { Size } from './size.ts'
import { measureSlowChain } from './slowChain.ts'
import type { Stage } from './stage/stage.ts'
import { measureStartUp } from './startUp.ts'
import { measureThroughput } from './throughput/measure.ts'

export type Measurement = {
  readonly name: string
  readonly measure: (stage: Stage) => Promise<Measured>
  /** Whether a run without a choice takes it. */
  readonly isUsual: (size: Size, isLarge: boolean) => boolean
}

const always = () => true
const onlyByName = () => false

/** In the order of a run: what wants a quiet, empty stack comes first. */
export const MEASUREMENTS: readonly Measurement[] = [
  { name: 'perOrder', measure: measurePerOrder, isUsual: always },
  { name: 'latency', measure: measureLatency, isUsual: always },
  { name: 'throughput', measure: measureThroughput, isUsual: always },
  { name: 'postings', measure: measurePostings, isUsual: always },
  { name: 'events', measure: measureEvents, isUsual: always },
  { name: 'deposits', measure: measureDeposits, isUsual: always },
  { name: 'slowChain', measure: measureSlowChain, isUsual: ({ slowReleases }) => slowReleases > 0 },
  { name: 'largeReads', measure: measureLargeReads, isUsual: (_, isLarge) => isLarge },
  { name: 'openOrders', measure: measureOpenOrders, isUsual: (_, isLarge) => isLarge },
  { name: 'soak', measure: measureSoak, isUsual: onlyByName },
  { name: 'overload', measure: measureOverload, isUsual: onlyByName },
  // Last, because it leaves other processes behind than it found.
  { name: 'startUp', measure: measureStartUp, isUsual: always },
]
