import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { connectApi, type DemoApi } from '../../cli/demo/api.ts'
import { findFreePort } from '../../local/ports.ts'
import { type Stack, startStack } from '../../local/supervisor/startStack.ts'
import { type Collector, startCollector } from './collector.ts'

/** One line of a process' log. */
export type Line = Readonly<Record<string, unknown>> & { readonly msg?: string }

/** A running stack that tells everything it can tell. */
export type WatchedStack = {
  readonly stack: Stack['dev']
  readonly api: DemoApi
  readonly collector: Collector
  /** The Prometheus text of a worker's own metrics, and of the Temporal SDK inside it. */
  workerMetrics(): Promise<string>
  sdkMetrics(): Promise<string>
  lines(process: 'api' | 'worker'): Promise<Line[]>
  stop(): Promise<void>
}

const LEDGER_INTERVAL_MS = 100

export async function startWatchedStack(): Promise<WatchedStack> {
  const stateDir = await mkdtemp(path.join(tmpdir(), 'offerhub-watched-'))
  const collector = await startCollector()
  const [port, sdkPort] = [await findFreePort(), await findFreePort()]
  const stack = await startStack({
    stateDir,
    ports: 'free',
    ledgerIntervalMs: LEDGER_INTERVAL_MS,
    environment: {
      ...process.env,
      WORKER_METRICS_PORT: String(port),
      WORKER_SDK_METRICS_PORT: String(sdkPort),
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    },
  })
  const scrape = async (at: number) => await (await fetch(`http://127.0.0.1:${at}/metrics`)).text()
  return {
    stack: stack.dev,
    api: connectApi(stack.dev.apiUrl, stack.dev.apiKey),
    collector,
    workerMetrics: () => scrape(port),
    sdkMetrics: () => scrape(sdkPort),
    lines: async (process) => linesIn(await readFile(path.join(stateDir, 'logs', `${process}.log`), 'utf8')),
    async stop() {
      await stack.stop()
      await collector.stop()
      await rm(stateDir, { recursive: true, force: true })
    },
  }
}

/** What is not JSON was written by somebody else, and a line that is being written is none yet. */
function linesIn(text: string): Line[] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('{') && line.endsWith('}'))
    .map((line) => JSON.parse(line) as Line)
}
