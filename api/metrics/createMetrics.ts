import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { readFigures } from '../../db/metrics/readFigures.ts'
import { timeAnswer } from '../../db/metrics/timeAnswer.ts'
import { withinTime } from '../../lifecycle/withinTime.ts'
import type { ApiDeps } from '../deps.ts'
import { MAX_STUCK } from '../support/listStuck.ts'
import { described, type LabelOf } from './catalogue.ts'
import { GAUGES } from './gauges.ts'

/** An HTTP request as it is counted: by the pattern of its route, never by its path, which would be a series per order. */
export type Measured = Readonly<Record<LabelOf<'offerhub_http_request_duration_seconds'>, string>>

export type Metrics = {
  readonly contentType: string
  observe(request: Measured, seconds: number): void
  /** Everything in Prometheus' text format. What cannot be read at the moment is left out, never shown as zero. */
  render(): Promise<string>
}

const BUCKETS_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]
const READ_LIMIT_MS = 3_000

type Deps = Pick<ApiDeps, 'db' | 'temporal' | 'logger'>

export function createMetrics(deps: Deps): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const durations = new Histogram({
    ...described('offerhub_http_request_duration_seconds'),
    buckets: BUCKETS_SECONDS,
    registers: [registry],
  })
  return {
    contentType: registry.contentType,
    observe: (request, seconds) => durations.observe(request, seconds),
    async render() {
      const parts = await Promise.all([
        registry.metrics(),
        within(deps, 'figures of the database', readGauges),
        within(deps, 'stuck orders', countStuck),
        within(deps, 'stuck withdrawals', countStuckWithdrawals),
      ])
      return parts.filter((part) => part !== '').join('\n')
    },
  }
}

/** Gauges of their own for each answer, so that two who ask at once do not share one half-read. */
async function readGauges({ db }: Deps): Promise<string> {
  const registry = new Registry()
  const answerSeconds = await timeAnswer(db)
  const figures = { ...(await readFigures(db)), answerSeconds }
  for (const [name, { help, label, read }] of Object.entries(GAUGES)) {
    const gauge = new Gauge({ name, help, labelNames: label === undefined ? [] : [label], registers: [registry] })
    const reading = read(figures)
    if (typeof reading === 'number') gauge.set(reading)
    else for (const [value, number] of Object.entries(reading)) gauge.set({ [label ?? 'of']: value }, number)
  }
  return await registry.metrics()
}

async function countStuck({ temporal }: Deps): Promise<string> {
  const registry = new Registry()
  const gauge = new Gauge({ ...described('offerhub_orders_stuck'), registers: [registry] })
  gauge.set((await temporal.listStuckOrders(MAX_STUCK)).length)
  return await registry.metrics()
}

async function countStuckWithdrawals({ temporal }: Deps): Promise<string> {
  const registry = new Registry()
  const gauge = new Gauge({ ...described('offerhub_withdrawals_stuck'), registers: [registry] })
  gauge.set(await temporal.countStuckWithdrawals())
  return await registry.metrics()
}

async function within(deps: Deps, what: string, read: (deps: Deps) => Promise<string>): Promise<string> {
  const giveUp = (problem: unknown) => {
    deps.logger.warn({ what, problem: String(problem) }, 'A part of the metrics could not be read')
    return ''
  }
  return await withinTime(read(deps).catch(giveUp), READ_LIMIT_MS, () => giveUp(`no answer within ${READ_LIMIT_MS} ms`))
}
