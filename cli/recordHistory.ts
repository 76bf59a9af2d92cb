import { writeFile } from 'node:fs/promises'
import { Client, Connection } from '@temporalio/client'
import { keepableHistory } from './history/keepable.ts'
import { findStack } from './stack/findStack.ts'

/**
 * Records the history of a workflow of the running stack, for the replay test: a history recorded today must replay
 * with the code of tomorrow. Usage: npm run history:record -- WORKFLOW_ID NAME
 */
const [workflowId, name] = process.argv.slice(2)
if (!workflowId || !name || !/^[a-z0-9-]+$/.test(name)) {
  console.error('Usage: npm run history:record -- WORKFLOW_ID NAME   (NAME: small letters, digits and dashes)')
  process.exit(1)
}
const stack = await findStack()
if (stack === null) {
  console.error('No running stack was found. Start one with "npm start".')
  process.exit(1)
}
const connection = await Connection.connect({ address: stack.temporalAddress })
const history = await new Client({ connection }).workflow.getHandle(workflowId).fetchHistory()
const file = `tests/histories/${name}.json`
await writeFile(file, keepableHistory(history))
await connection.close()
console.log(`Recorded ${history.events?.length ?? 0} events of ${workflowId} in ${file}.`)
