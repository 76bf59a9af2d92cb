import { distributionOf } from '../figures/distribution.ts'
import type { Measured } from '../report/measured.ts'
import type { Stage } from '../stage/stage.ts'
import { commitEvent } from './commitEvent.ts'
import { gatherCrowd } from './crowd.ts'

/** How long after an event is committed each of many listeners has it. */
export async function measureEvents(stage: Stage): Promise<Measured> {
  const { size, stack, db, say } = stage
  say(`Connecting ${size.listeners} listeners ...`)
  const crowd = await gatherCrowd(stack, size.listeners)
  try {
    const delays: number[] = []
    const slowest: number[] = []
    for (let number = 0; number < size.events; number++) {
      const { eventId, sentAtMs } = await commitEvent(db)
      const each = (await crowd.hear(eventId)).map((atMs) => atMs - sentAtMs)
      delays.push(...each)
      slowest.push(Math.max(...each))
    }
    const [all, last] = [distributionOf(delays), distributionOf(slowest)]
    return {
      title: `Events to ${size.listeners} listeners: from the commit to the client`,
      table: [
        ['', 'p50 ms', 'p99 ms', 'slowest ms', 'samples'],
        ['each listener', `${all.p50}`, `${all.p99}`, `${all.max}`, `${all.n}`],
        ['the last listener of an event', `${last.p50}`, `${last.p99}`, `${last.max}`, `${last.n}`],
      ],
      notes: ['One event at a time; the clock starts before the commit, which is therefore part of it.'],
      figures: { listeners: size.listeners, events: size.events, each: all, last },
      headline: { sseP99Ms: all.p99 },
    }
  } finally {
    await crowd.leave()
  }
}
