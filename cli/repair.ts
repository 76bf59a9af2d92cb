import { parseArgs } from 'node:util'
import { DefaultLogger, Runtime } from '@temporalio/worker'
import { liftHold, readHold } from '../db/recovery/hold.ts'
import { openRepair } from './repair/context.ts'
import { createReport } from './repair/report.ts'
import { runRepair } from './repair/run.ts'

/**
 * Finds where chain, Postgres and Temporal differ after one of the two was brought back from a backup, and repairs it from
 * the chain without a second payment. Without --apply it changes nothing. See docs/backup.md.
 */
const { values } = parseArgs({
  options: {
    apply: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    lift: { type: 'boolean', default: false },
    'stopped-at': { type: 'string' },
  },
})
const say = (line: string) => void (values.json ? process.stderr : process.stdout).write(`${line}\n`)

try {
  const stoppedAtMs = values['stopped-at'] === undefined ? Date.now() : Date.parse(values['stopped-at'])
  if (Number.isNaN(stoppedAtMs)) throw new Error(`--stopped-at takes a moment such as ${new Date().toISOString()}.`)
  Runtime.install({ logger: new DefaultLogger('ERROR') })
  const report = createReport(say)
  const { repair, close: closeRepair } = await openRepair(process.env, { apply: values.apply, report })
  try {
    if (values.lift) {
      const hold = await readHold(repair.db)
      await liftHold(repair.db)
      say(hold === null ? 'There is no hold.' : `The hold is lifted (it was on since ${hold.since}: ${hold.reason}).`)
    } else {
      const isWell = await runRepair(repair, { stoppedAtMs, say })
      const hold = await readHold(repair.db)
      if (values.json) console.log(JSON.stringify({ well: isWell, hold, ...report.lines }))
      else say(conclusion(isWell, hold !== null))
      process.exitCode = isWell ? 0 : 1
    }
  } finally {
    await closeRepair()
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}

function conclusion(isWell: boolean, isHeld: boolean): string {
  if (isWell) return 'Chain, database and Temporal agree. Start the workers and the API.'
  if (!values.apply) return 'Nothing was changed. Run it again with --apply to repair what differs.'
  const next = 'Look at what is marked, then run it again, or lift the hold with --lift once it is explained.'
  return isHeld ? `The hold stays on: no worker starts, nothing is signed. ${next}` : next
}
