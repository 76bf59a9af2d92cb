import { carryOut } from './operator/carryOut.ts'
import type { Said } from './operator/exit.ts'
import { explain } from './operator/explain.ts'
import { reach } from './operator/reach.ts'
import { readRequest } from './operator/readRequest.ts'

/** What operations staff do with orders that need somebody; `--help` lists it. The exit code says how it came out. */
const args = process.argv.slice(2)

async function run(): Promise<Said> {
  try {
    return await carryOut(readRequest(args).request, () => reach(process.env))
  } catch (error) {
    return explain(error)
  }
}

const { text, json, exit } = await run()
// Read from the words themselves: also a command line that is wrong is answered as it asks to be.
if (args.includes('--json')) console.log(JSON.stringify(json))
else if (exit === 0) console.log(text)
else console.error(text)
process.exitCode = exit
