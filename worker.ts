import { pino } from 'pino'
import { loadWorkerConfig } from './config/load.ts'
import { runWorker } from './worker/run.ts'

const config = loadWorkerConfig(process.env)
const log = pino({ name: 'worker', level: config.logLevel })

const closing = new AbortController()
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => closing.abort(signal))

await runWorker(config, log, closing.signal)
process.exit(0)
