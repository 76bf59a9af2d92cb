import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { readDevFile } from '../local/supervisor/devFile.ts'
import { type Stack as OwnStack, startStack } from '../local/supervisor/startStack.ts'
import { stateFolderAt } from '../local/supervisor/stateFolder.ts'
import { isClean } from './chaos/report.ts'
import { runChaos } from './chaos/run.ts'
import { endBySignal } from './endBySignal.ts'

const USAGE = `npm run chaos -- [--kills N] [--seed S] [--json] [--stack FOLDER] [--keep]

Kills processes of a local stack with -9 while it is under load, then checks that nothing was lost or done twice.
  --kills N       how often (20)
  --seed S        the same seed gives the same load and the same schedule (1)
  --json          one JSON line on standard output
  --stack FOLDER  the state folder of a stack that runs already; without it, one is started and removed again
  --keep          keeps the state folder of the stack that was started, with its logs`

const LEDGER_INTERVAL_MS = 100
const MOST_KILLS = 10_000

/** Standard output belongs to the one line that a script reads. */
const tell = (line: string) => console.error(line)

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
    stack: { type: 'string' },
    keep: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
const kills = Number(values.kills)
if (values.help || !Number.isInteger(kills) || kills < 0 || kills > MOST_KILLS) {
  console.error(values.help ? USAGE : `--kills takes a whole number from 0 to ${MOST_KILLS}.\n\n${USAGE}`)
  process.exit(values.help ? 0 : 1)
}

let own: OwnStack | undefined
let exitCode = 1
const signal = endBySignal(tell, stopOwn)

const folder = values.stack ?? (await mkdtemp(path.join(tmpdir(), 'offerhub-chaos-')))
try {
  const stack = values.stack === undefined ? await startOwn(folder) : readDevFile(stateFolderAt(folder).dev)
  if (stack === undefined) throw new Error(`No stack runs on ${folder}: there is no dev.json.`)
  const { seed } = values
  const result = await runChaos({ stack, state: stateFolderAt(folder), kills, seed, say: tell, signal })
  for (const finding of result.findings) tell(finding)
  if (values.json) console.log(JSON.stringify(result))
  else console.log(result)
  exitCode = isClean(result) ? 0 : 1
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
} finally {
  await stopOwn()
}
process.exit(exitCode)

async function startOwn(stateDir: string) {
  own = await startStack({
    stateDir,
    ports: 'free',
    ledgerIntervalMs: LEDGER_INTERVAL_MS,
    say: tell,
    signal,
    onGaveUp: (sentence) => {
      tell(sentence)
      void stopOwn().finally(() => process.exit(1))
    },
  })
  return own.dev
}

async function stopOwn(): Promise<void> {
  await own?.stop()
  if (values.stack !== undefined) return
  if (values.keep || exitCode !== 0) tell(`The state and the logs of the run are in ${folder}.`)
  else await rm(folder, { recursive: true, force: true })
}
