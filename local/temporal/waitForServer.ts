import { lastLogLines, type SpawnedProcess } from '../processes/spawnLogged.ts'
import { StartFailure } from '../processes/startFailure.ts'
import { waitUntil } from '../waitUntil.ts'
import { isTemporalServing } from './checkHealth.ts'

export type Wait = { readonly port: number; readonly logFile: string; readonly timeoutMs: number }

/** Waits until a server of Temporal takes calls; throws with the end of its log when it ends before, or takes too long. */
export async function waitForServer(server: SpawnedProcess, { port, logFile, timeoutMs }: Wait): Promise<void> {
  let isServing = false
  await waitUntil(
    async () => {
      isServing = await isTemporalServing(port)
      return isServing || server.exit() !== undefined
    },
    { timeoutMs },
  )
  const exit = server.exit()
  if (isServing && !exit) return
  const how = exit ? 'ended while starting' : `did not answer within ${timeoutMs / 1_000} s`
  throw new StartFailure(
    `Temporal's server ${how}. The end of ${logFile}:\n${lastLogLines(logFile, 6)}`,
    exit?.signal ?? null,
  )
}
