import { accessSync, constants, existsSync, statfsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { cacheFolder } from '../../local/cacheFolder.ts'
import { isPortFree } from '../../local/ports.ts'
import { chooseAccount } from '../../local/postgres/account.ts'
import { findPostgresBinaries } from '../../local/postgres/binaries.ts'
import { describePortOwner } from '../../local/processes/portOwner.ts'
import { silent } from '../../local/progress.ts'
import { projectRoot } from '../../local/projectRoot.ts'
import { sentenceOf } from '../../local/setupError.ts'
import { PORT_WISHES } from '../../local/supervisor/choosePorts.ts'
import { readDevFile } from '../../local/supervisor/devFile.ts'
import { answersOk } from '../../local/supervisor/nodeService.ts'
import { runningSupervisorPid } from '../../local/supervisor/runningFile.ts'
import { loadSecrets } from '../../local/supervisor/secrets.ts'
import { defaultStatePath, stateFolderAt } from '../../local/supervisor/stateFolder.ts'
import { findTemporalCli } from '../../local/temporal/findTemporalCli.ts'
import { findGo } from '../../local/temporal/goInstall.ts'
import { type Finding, good, problem } from './finding.ts'

export interface Check {
  title: string
  look: () => Finding | Promise<Finding>
}

const PRODUCT_NODE = 24
const NEEDED_DISK_BYTES = 1_000_000_000

const state = stateFolderAt(defaultStatePath())

export const CHECKS: readonly Check[] = [
  { title: 'Node', look: lookAtNode },
  { title: 'packages', look: lookAtPackages },
  { title: 'Postgres', look: lookAtPostgres },
  { title: 'Temporal CLI', look: lookAtTemporal },
  { title: 'state folder', look: lookAtState },
  { title: 'secrets', look: lookAtSecrets },
  { title: 'cache folder', look: lookAtCache },
  { title: 'disk', look: lookAtDisk },
  { title: 'ports', look: lookAtPorts },
  { title: 'stack', look: lookAtStack },
]

function lookAtNode(): Finding {
  const { node } = process.versions
  if (Number(node.split('.')[0]) >= PRODUCT_NODE) return good(`${node} (${process.execPath})`)
  return problem(`${node} runs this; the project needs ${PRODUCT_NODE}`, 'Run it through npm: npm run doctor')
}

function lookAtPackages(): Finding {
  if (existsSync(join(projectRoot, 'node_modules', '.offerhub-install.json'))) return good('installed')
  return problem('node_modules is missing or was not checked against package-lock.json', 'node local/install.mjs')
}

function lookAtPostgres(): Finding {
  if (process.env.DATABASE_URL) return good('DATABASE_URL is set; no embedded one is started')
  try {
    const account = chooseAccount()
    const { postgres, majorVersion } = findPostgresBinaries(account, silent)
    return good(`${majorVersion} (${postgres})${account ? `, runs as ${account.name}` : ''}`)
  } catch (error) {
    return problem('the embedded Postgres cannot run', sentenceOf(error))
  }
}

async function lookAtTemporal(): Promise<Finding> {
  try {
    return good(await findTemporalCli(silent, { mayFetch: false }))
  } catch (error) {
    if (findGo(process.env))
      return good('not here yet; npm start downloads it, or builds it with Go (some minutes, once)')
    return problem('not here yet; npm start tries to download it', sentenceOf(error))
  }
}

function lookAtState(): Finding {
  const folder = existsSync(state.path) ? state.path : dirname(state.path)
  try {
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK)
    return good(folder === state.path ? state.path : `${state.path} (made by the first start)`)
  } catch {
    return problem(
      `${folder} cannot be written`,
      'Give this user the right to, or set OFFERHUB_STATE_DIR to another folder',
    )
  }
}

async function lookAtSecrets(): Promise<Finding> {
  if (!existsSync(state.secrets) && !existsSync(state.postgres)) return good('made by the first start')
  try {
    await loadSecrets(state)
    return good(state.secrets)
  } catch (error) {
    return problem('cannot be used', sentenceOf(error))
  }
}

function lookAtCache(): Finding {
  let folder = cacheFolder()
  while (!existsSync(folder) && folder !== dirname(folder)) folder = dirname(folder)
  try {
    accessSync(folder, constants.W_OK | constants.X_OK)
    return good(cacheFolder())
  } catch {
    return problem(`${folder} cannot be written`, 'Set XDG_CACHE_HOME to a folder that can')
  }
}

function lookAtDisk(): Finding {
  const { bavail, bsize } = statfsSync(projectRoot)
  const freeGb = ((bavail * bsize) / 1e9).toFixed(1)
  if (bavail * bsize >= NEEDED_DISK_BYTES) return good(`${freeGb} GB free`)
  return problem(`only ${freeGb} GB free`, `Make room: at least ${NEEDED_DISK_BYTES / 1e9} GB`)
}

async function lookAtPorts(): Promise<Finding> {
  const pid = runningSupervisorPid(state)
  if (pid !== undefined) return good(`in use by the stack that runs (pid ${pid})`)
  const moved: string[] = []
  for (const wish of Object.values(PORT_WISHES)) {
    const port = Number(process.env[wish.variable] || wish.fallback)
    if (await isPortFree(port)) continue
    const owner = await describePortOwner(port)
    if (!wish.mayMove) {
      return problem(
        `${port} for ${wish.name} is in use${owner}`,
        `Stop that program, or: ${wish.variable}=${port + 1} npm start`,
      )
    }
    moved.push(`${port} for ${wish.name} is in use${owner}, so a free one is taken`)
  }
  return good(moved.length === 0 ? 'free' : moved.join('; '))
}

async function lookAtStack(): Promise<Finding> {
  const pid = runningSupervisorPid(state)
  if (pid === undefined) return good('not running')
  const dev = readDevFile(state.dev)
  if (!dev) return good(`starting (pid ${pid})`)
  const parts = [
    ['API', `${dev.apiUrl}/health`],
    ['Web UI', dev.temporalUi],
    ['sandbox', dev.sandbox.controlUrl],
  ] as const
  const silentParts: string[] = []
  for (const [name, url] of parts) if (!(await answersOk(url))) silentParts.push(`${name} (${url})`)
  if (silentParts.length === 0) return good(`running at ${dev.apiUrl} (pid ${pid})`)
  return problem(
    `no answer from ${silentParts.join(', ')}`,
    `Read ${state.path}/logs, or restart: kill ${pid}, then npm start`,
  )
}
