import { distributionOf, round } from '../figures/distribution.ts'
import { playCanceled } from '../order/play.ts'
import type { Measured } from '../report/measured.ts'
import type { Stage } from '../stage/stage.ts'
import { lookAfterwards } from './afterwards.ts'
import { arrivals } from './arrivals.ts'
import { capacityOf } from './capacity.ts'
import { nobodyServed, serveOne } from './customers.ts'

const TIMES = 3
const COUPLES = 64
const SAMPLES = 20

/** Three times as many customers as can be served: what is refused, what becomes of what was accepted, and how it is afterwards. */
export async function measureOverload(stage: Stage): Promise<Measured> {
  const { api, say, size } = stage
  const couples = await stage.couples(COUPLES)
  const capacity = await capacityOf(stage)
  const served = nobodyServed()
  say(`Letting ${round(capacity * TIMES)} customers a second come, for ${size.overloadMs / 1_000} s ...`)
  await arrivals(capacity * TIMES, size.overloadMs, async (number) => {
    const couple = couples[number % couples.length]
    if (couple !== undefined) await serveOne(api, couple, served)
  })
  const after = await lookAfterwards(stage, served.promised)
  const [couple] = couples
  const reserveMs: number[] = []
  for (let sample = 0; couple !== undefined && sample < SAMPLES; sample++) {
    const { timings } = await playCanceled(api, couple)
    reserveMs.push(timings.find(({ command }) => command === 'reserve')?.ms ?? 0)
  }
  const { p50 } = distributionOf(reserveMs)
  return {
    title: `Overload: ${TIMES} times the capacity of ${round(capacity)} orders a second`,
    table: [
      [
        'customers',
        'orders closed',
        'answers by status',
        'refused without a time',
        'settled after s',
        'stuck',
        'differences',
        'reserve p50 afterwards',
      ],
      [
        `${served.arrived}`,
        `${served.closed}`,
        Object.entries(served.answers)
          .map(([status, count]) => `${status}: ${count}`)
          .join(', '),
        `${served.refusedWithoutTime}`,
        `${round(after.secondsToSettle)}`,
        `${after.stuckOrders}`,
        `${after.differences}`,
        `${p50} ms`,
      ],
    ],
    notes: [`${after.promisesKept} commands were answered with 202, and all of them came out.`],
    figures: { capacity, ...served, promised: served.promised.length, ...after, reserveP50Ms: p50 },
  }
}
