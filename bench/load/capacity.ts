import { steadyRate } from '../figures/steadyRate.ts'
import { playReleased } from '../order/play.ts'
import type { Stage } from '../stage/stage.ts'

const AT_ONCE = 16

/** Whole orders a second that the stack does now. */
export async function capacityOf(stage: Stage): Promise<number> {
  stage.say('Finding out how much it can do ...')
  const couples = await stage.couples(AT_ONCE)
  const { warmUpMs, windowMs } = stage.size
  return await steadyRate({ workers: AT_ONCE, warmUpMs, windowMs }, async (worker) => {
    const couple = couples[worker]
    if (couple === undefined) throw new Error(`Worker ${worker} has nobody to trade`)
    await playReleased(stage.api, couple)
  })
}
