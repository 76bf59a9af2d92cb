import { stateFolderAt } from '../local/supervisor/stateFolder.ts'
import { distributionOf, round } from './figures/distribution.ts'
import { playReleased } from './order/play.ts'
import type { Measured } from './report/measured.ts'
import { startOwnStack } from './stage/ownStack.ts'
import { openStage, type Stage } from './stage/stage.ts'

const REALISTIC_LEDGER_MS = 5_000
const MS_PER_SECOND = 1_000

/** Releases on a chain as slow as the public one: a stack of its own, because a chain's pace is fixed when it starts. */
export async function measureSlowChain({ size, say }: Stage): Promise<Measured> {
  say(`Starting a second stack, with a ledger every ${REALISTIC_LEDGER_MS / MS_PER_SECOND} s ...`)
  const own = await startOwnStack({ say, ledgerIntervalMs: REALISTIC_LEDGER_MS })
  try {
    const { dev: stack, stateDir } = own.running
    const stage = await openStage({ stack, state: stateFolderAt(stateDir), size, say })
    try {
      return await release(stage)
    } finally {
      await stage.close()
    }
  } finally {
    await own.stop()
  }
}

/** All at once: the waits are for ledgers, and a handful of orders are no load. */
async function release(stage: Stage): Promise<Measured> {
  const couples = await stage.couples(stage.size.slowReleases)
  const played = await Promise.all(couples.map((couple) => playReleased(stage.api, couple)))
  const times = (command: string) =>
    distributionOf(
      played.flatMap(({ timings }) =>
        timings.filter((timing) => timing.command === command).map(({ ms }) => ms / MS_PER_SECOND),
      ),
    )
  const [escrow, fund, released] = ['escrow', 'fund', 'release'].map(times)
  const whole = distributionOf(
    played.map(({ timings }) => timings.reduce((sum, { ms }) => sum + ms, 0) / MS_PER_SECOND),
  )
  const rows = { escrow, fund, release: released, 'the whole order': whole }
  return {
    title: `On a chain with a ledger every ${REALISTIC_LEDGER_MS / MS_PER_SECOND} s`,
    table: [
      ['command', 'p50 s', 'p99 s', 'orders'],
      ...Object.entries(rows).map(([name, times]) => [name, `${times?.p50}`, `${times?.p99}`, `${times?.n}`]),
    ],
    figures: rows,
    headline: { releaseP50Seconds: released ? round(released.p50) : null },
  }
}
