import { replayFolder } from './vectors/replayFolder.ts'
import { openSandboxWorld } from './vectors/sandbox/openSandboxWorld.ts'
import { NoVectorsError } from './vectors/vectorFile.ts'

/**
 * Replays recorded contract traces through real transactions on sandboxes of its own, and compares outcomes, balances,
 * state and events after every step. One JSON line at the end; differences go to stderr; exit 1 when there are any.
 */
const [folder, ...others] = process.argv.slice(2)
if (folder === undefined || others.length > 0) {
  console.error('Name the folder that holds the vectors: npm run sandbox:vectors -- FOLDER')
  process.exit(1)
}
try {
  const { cases, passed, failed } = await replayFolder(folder, openSandboxWorld, (difference) =>
    console.error(difference),
  )
  console.log(JSON.stringify({ cases, passed, failed }))
  process.exitCode = failed === 0 ? 0 : 1
} catch (error) {
  if (!(error instanceof NoVectorsError)) throw error
  console.error(error.message)
  process.exitCode = 1
}
