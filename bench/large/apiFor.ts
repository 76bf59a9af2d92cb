import { importApiKey } from '../../db/apiKeys/importApiKey.ts'
import { SCOPES } from '../../db/schema.ts'
import { findFreePort } from '../../local/ports.ts'
import { spawnLogged } from '../../local/processes/spawnLogged.ts'
import { stopProcess } from '../../local/processes/stopProcess.ts'
import { projectRoot } from '../../local/projectRoot.ts'
import { apiEnvironment, inheritedEnvironment, sharedEnvironment } from '../../local/supervisor/childEnvironment.ts'
import { answersOk, nodeArguments } from '../../local/supervisor/nodeService.ts'
import { readChainFacts } from '../../local/supervisor/readChainFacts.ts'
import { loadSecrets } from '../../local/supervisor/secrets.ts'
import { waitUntil } from '../../local/waitUntil.ts'
import { withConnections } from '../database/ownDatabase.ts'
import { type BenchApi, connectBenchApi } from '../stage/api.ts'
import type { Stage } from '../stage/stage.ts'

const READY_LIMIT_MS = 60_000
const GRACE_MS = 12_000

/** An API process of its own on another database, beside the stack's Temporal and chain. */
export async function withApiFor<T>(
  { stack, state }: Stage,
  databaseUrl: string,
  run: (api: BenchApi) => Promise<T>,
): Promise<T> {
  await withConnections(databaseUrl, 1, (db) => importApiKey(db, { key: stack.apiKey, name: 'bench', scopes: SCOPES }))
  const sandboxUrl = stack.sandbox.controlUrl.replace(/\/control$/, '')
  const { temporalAddress, temporalUi } = stack
  const addresses = { databaseUrl, temporalAddress, temporalUi, sandboxUrl, apiPort: await findFreePort() }
  const api = await spawnLogged({
    command: process.execPath,
    args: nodeArguments('server.ts'),
    cwd: projectRoot,
    env: {
      ...inheritedEnvironment(process.env),
      ...sharedEnvironment(addresses, await readChainFacts(sandboxUrl)),
      ...apiEnvironment(addresses, await loadSecrets(state)),
    },
    logFile: state.log('bench-api'),
  })
  const apiUrl = `http://127.0.0.1:${addresses.apiPort}`
  const client = connectBenchApi({ apiUrl, apiKey: stack.apiKey })
  try {
    await waitUntil(async () => api.exit() !== undefined || (await answersOk(`${apiUrl}/ready`)), {
      timeoutMs: READY_LIMIT_MS,
    })
    return await run(client)
  } finally {
    client.close()
    await stopProcess(api.pid, [{ signal: 'SIGTERM', graceMs: GRACE_MS }])
  }
}
