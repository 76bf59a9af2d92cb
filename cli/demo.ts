import { parseArgs } from 'node:util'
import { startStack } from '../local/supervisor/startStack.ts'
import { runDemo } from './demo/run.ts'
import { findStack } from './stack/findStack.ts'

/** Plays a real order from deposit to release against the running stack, or one that it starts and stops itself. */
const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } })
/** With --json, standard output belongs to the one line that a script reads. */
const tell = values.json ? (line: string) => console.error(line) : (line: string) => console.log(line)

const running = await findStack()
const own = running === null ? await startStack({ say: tell }) : null
const stack = running ?? own?.dev
let exitCode = 1
try {
  if (!stack) throw new Error('The stack started without saying where it is.')
  if (running) tell(`Using the stack that runs at ${running.apiUrl}`)
  const result = await runDemo(stack, tell)
  if (values.json) console.log(JSON.stringify(result))
  exitCode = result.finalStatus === 'RELEASED' && result.ledgerEqualsChain ? 0 : 1
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
} finally {
  await own?.stop()
}
process.exit(exitCode)
