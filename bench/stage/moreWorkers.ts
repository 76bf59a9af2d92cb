import { spawnLogged } from '../../local/processes/spawnLogged.ts'
import { stopProcess } from '../../local/processes/stopProcess.ts'
import { projectRoot } from '../../local/projectRoot.ts'
import { inheritedEnvironment, sharedEnvironment, workerEnvironment } from '../../local/supervisor/childEnvironment.ts'
import type { DevFile } from '../../local/supervisor/devFile.ts'
import { logMentions } from '../../local/supervisor/logMentions.ts'
import { nodeArguments } from '../../local/supervisor/nodeService.ts'
import { readChainFacts } from '../../local/supervisor/readChainFacts.ts'
import { loadSecrets } from '../../local/supervisor/secrets.ts'
import type { StateFolder } from '../../local/supervisor/stateFolder.ts'
import { waitUntil } from '../../local/waitUntil.ts'

const READY_TIMEOUT_MS = 120_000
const STOP = [{ signal: 'SIGTERM', graceMs: 12_000 }] as const

export type Worker = { readonly pid: number; stop(): Promise<void> }

/** Starts workers beside the one that a stack has, each a process of its own, one after the other. */
export async function startMoreWorkers(stack: DevFile, state: StateFolder, count: number): Promise<readonly Worker[]> {
  const env = await environmentOf(stack, state)
  const workers: Worker[] = []
  for (let number = 2; number < count + 2; number++) workers.push(await startWorker(state.log(`worker-${number}`), env))
  return workers
}

async function environmentOf(stack: DevFile, state: StateFolder): Promise<NodeJS.ProcessEnv> {
  const sandboxUrl = new URL(stack.sandbox.rpcUrl).origin
  const chain = await readChainFacts(sandboxUrl)
  const addresses = {
    databaseUrl: stack.databaseUrl,
    temporalAddress: stack.temporalAddress,
    temporalUi: stack.temporalUi,
    apiPort: Number(new URL(stack.apiUrl).port),
    sandboxUrl,
  }
  return {
    ...inheritedEnvironment(process.env),
    ...sharedEnvironment(addresses, chain),
    ...workerEnvironment(addresses, chain, await loadSecrets(state)),
  }
}

async function startWorker(logFile: string, env: NodeJS.ProcessEnv): Promise<Worker> {
  const { pid } = await spawnLogged({
    command: process.execPath,
    args: nodeArguments('worker.ts'),
    cwd: projectRoot,
    env,
    logFile,
  })
  await waitUntil(async () => logMentions(logFile, pid, 'worker is ready'), { timeoutMs: READY_TIMEOUT_MS })
  return { pid, stop: () => stopProcess(pid, STOP) }
}
