import { loadWorkerConfig } from './config/load.ts'
import { dieClearly } from './lifecycle/dieClearly.ts'
import { openLog } from './lifecycle/openLog.ts'
import { readConfig } from './lifecycle/readConfig.ts'
import { DependenciesMissing } from './lifecycle/waitForDependencies.ts'
import { runWorker } from './worker/run.ts'

/** What activities that are under way are told when the process is asked to stop; Temporal has them tried elsewhere. */
class WorkerStopping extends Error {
  override readonly name = 'WorkerStopping'
}

/** The workers' own limit ends them; this is for whatever else might hang. */
const MARGIN_MS = 1_000

const config = readConfig(loadWorkerConfig, process.env)
const log = openLog(config.logLevel, { name: 'worker' })
dieClearly(log)

const closing = new AbortController()
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop(signal))

try {
  await runWorker(config, log, closing.signal)
  log.info('worker has stopped')
  process.exit(0)
} catch (error) {
  // What is missing outside is a sentence for a person; a stack would bury it.
  log.fatal(error instanceof DependenciesMissing ? error.message : error)
  process.exit(1)
}

function stop(signal: NodeJS.Signals): void {
  const forceMs = config.stopForceSeconds * 1_000
  log.info({ signal, graceMs: config.stopGraceSeconds * 1_000, forceMs }, 'worker is shutting down')
  setTimeout(() => {
    log.error(`the worker did not stop within ${forceMs + MARGIN_MS} ms and is ended`)
    process.exit(1)
  }, forceMs + MARGIN_MS).unref()
  closing.abort(new WorkerStopping('The worker is stopping; another one, or the next, goes on from here.'))
}
