import { availableParallelism, loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { MEASUREMENTS, type Measurement } from '../bench/measurements.ts'
import { layOut } from '../bench/report/layOut.ts'
import type { Measured } from '../bench/report/measured.ts'
import { summarise } from '../bench/report/summary.ts'
import { FULL, QUICK } from '../bench/size.ts'
import { type OwnStack, startOwnStack } from '../bench/stage/ownStack.ts'
import { openStage, type Stage, type StageOptions } from '../bench/stage/stage.ts'
import { readDevFile } from '../local/supervisor/devFile.ts'
import { stateFolderAt } from '../local/supervisor/stateFolder.ts'
import { endBySignal } from './endBySignal.ts'

const NAMES = MEASUREMENTS.map(({ name }) => name)
const MOST_WORKERS = 16
const USAGE = `npm run bench -- [--quick] [--only NAME]... [--large] [--workers N] [--temporal-shards N] [--json] [--stack FOLDER]

Measures a whole local stack: how fast it is, beside what it is built on, and what an order costs.
  --quick         about a minute, with fewer samples
  --only NAME     only this; may be repeated: ${NAMES.join(', ')}
  --workers N     with N worker processes instead of one, up to ${MOST_WORKERS}
  --temporal-shards N  with Temporal's full server on a Postgres of its own instead of the development server
  --large         also what needs a large database
  --json          one JSON line on standard output
  --stack FOLDER  the state folder of a stack that runs already, and may be filled with the bench's orders;
                  without it, one is started and removed again`

/** Standard output belongs to the figures. */
const tell = (line: string) => console.error(line)

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    large: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true, default: [] },
    stack: { type: 'string' },
    workers: { type: 'string', default: '1' },
    'temporal-shards': { type: 'string' },
  },
})
const unknown = values.only.filter((name) => !NAMES.includes(name))
const workers = Number(values.workers)
const temporalShards = values['temporal-shards'] === undefined ? undefined : Number(values['temporal-shards'])
const problem = problemIn()
if (values.help || problem !== null) {
  console.error(values.help ? USAGE : `${problem}\n\n${USAGE}`)
  process.exit(values.help ? 0 : 1)
}

const startedAt = Date.now()
/** How busy the machine was with other things; 0 on one that has nothing else to do. */
const [loadBefore] = loadavg()
const size = values.quick ? QUICK : FULL
let own: OwnStack | undefined
let exitCode = 1
const signal = endBySignal(tell, () => own?.stop())

try {
  const stage = await openStage({ ...(await findStack()), size, workers, say: tell })
  const found = await measureAll(stage, chosen())
  await stage.close()
  if (values.json) console.log(JSON.stringify(summarise(found, howTaken())))
  else console.log(Object.values(found).map(layOut).join('\n'))
  exitCode = 0
} catch (error) {
  console.error(error instanceof Error ? error.stack : error)
} finally {
  await own?.stop()
}
process.exit(exitCode)

function problemIn(): string | null {
  if (unknown.length > 0) return `There is no measurement ${unknown.join(', ')}.`
  if (!isCount(workers) || workers > MOST_WORKERS) return `--workers is a number from 1 to ${MOST_WORKERS}.`
  if (temporalShards !== undefined && !isCount(temporalShards)) return '--temporal-shards is a number from 1.'
  return null
}

function isCount(value: number): boolean {
  return Number.isInteger(value) && value >= 1
}

async function findStack(): Promise<Pick<StageOptions, 'stack' | 'state' | 'pids'>> {
  if (values.stack === undefined) {
    own = await startOwnStack({ say: tell, signal, temporalShards })
    return { stack: own.running.dev, state: stateFolderAt(own.running.stateDir), pids: own.pids }
  }
  const state = stateFolderAt(values.stack)
  const stack = readDevFile(state.dev)
  if (stack === undefined) throw new Error(`No stack runs on ${values.stack}: there is no dev.json.`)
  return { stack, state }
}

function chosen(): readonly Measurement[] {
  if (values.only.length > 0) return MEASUREMENTS.filter(({ name }) => values.only.includes(name))
  return MEASUREMENTS.filter(({ isUsual }) => isUsual(size, values.large))
}

async function measureAll(stage: Stage, measurements: readonly Measurement[]): Promise<Record<string, Measured>> {
  const found: Record<string, Measured> = {}
  for (const { name, measure } of measurements) {
    tell(`Measuring ${name} (${Object.keys(found).length + 1} of ${measurements.length}) ...`)
    found[name] = await measure(stage)
  }
  return found
}

function howTaken() {
  return {
    quick: values.quick,
    workers,
    temporalShards: temporalShards ?? null,
    seconds: Math.round((Date.now() - startedAt) / 1_000),
    cores: availableParallelism(),
    loadBefore,
    node: process.version,
  }
}
