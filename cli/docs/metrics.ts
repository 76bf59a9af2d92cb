import { API_METRICS } from '../../api/metrics/catalogue.ts'
import { GAUGES } from '../../api/metrics/gauges.ts'
import { WORKER_METRICS } from '../../worker/metrics/catalogue.ts'
import { code, codes, table, writtenFrom } from './markdown.ts'

type Described = { readonly type: string; readonly labels: readonly string[]; readonly help: string }

const SOURCES = 'api/metrics/catalogue.ts, api/metrics/gauges.ts and worker/metrics/catalogue.ts'

/** Units stand at the end of a name, as Prometheus asks for (https://prometheus.io/docs/practices/naming/). */
const UNITS: readonly (readonly [RegExp, string])[] = [
  [/_seconds$/, 'seconds'],
  [/_usdc$/, 'USDC'],
  [/_ledger$/, 'ledger number'],
]

const IN_BOTH = `Beside these, API and workers show what every Node process shows: \`process_*\` (processor, memory, open files) and
\`nodejs_*\`, of which \`nodejs_eventloop_lag_p99_seconds\` tells first that a process has too much to do.

## Temporal's own

A worker's \`WORKER_SDK_METRICS_PORT\` shows what the Temporal SDK counts; its
[reference](https://docs.temporal.io/references/sdk-metrics) explains all of it. What our rules and panels look at:`

const TEMPORAL: readonly (readonly [string, string, string])[] = [
  ['temporal_workflow_task_schedule_to_start_latency_seconds', 'seconds', 'How long orders wait for a free worker.'],
  [
    'temporal_activity_schedule_to_start_latency_seconds',
    'seconds',
    'How long activities wait, by task queue. The queue `escrow` waits on purpose where `ESCROW_REQUESTS_PER_MINUTE` is set.',
  ],
  ['temporal_worker_task_slots_available', 'tasks', 'How many tasks of a kind a worker could take now.'],
  ['temporal_worker_task_slots_used', 'tasks', 'How many tasks of a kind it works on.'],
  ['temporal_sticky_cache_size', 'orders', 'Orders in its memory; what is not there is replayed when it is needed.'],
]

/** Every metric with its meaning and unit. */
export function renderMetricsPage(): string {
  const gauges = Object.entries(GAUGES).map(([name, { label, help }]) => {
    const labels = label === undefined ? [] : [label]
    return [name, { type: 'gauge', labels, help }] as const
  })
  return [
    '# Metrics',
    '',
    writtenFrom(SOURCES),
    '',
    '[Observability](observability.md) says where they are read and what to do about them. A label is a kind, a status or the',
    'pattern of a route, never an id, so there are as many series with a million orders as with ten.',
    '',
    '## Of every API process',
    '',
    'Most gauges are read from the database and from Temporal when somebody asks, so every process shows the same: take the',
    'largest, not the sum. Requests, and how long the database takes to answer, are its own.',
    '',
    ...rows([...Object.entries(API_METRICS), ...gauges]),
    '',
    '## Of every worker',
    '',
    ...rows(Object.entries(WORKER_METRICS)),
    '',
    IN_BOTH,
    '',
    ...table(
      ['metric', 'unit', 'meaning'],
      TEMPORAL.map(([name, unit, meaning]) => [code(name), unit, meaning]),
    ),
    '',
  ].join('\n')
}

function rows(metrics: readonly (readonly [string, Described])[]): string[] {
  return table(
    ['metric', 'kind', 'unit', 'labels', 'meaning'],
    metrics.map(([name, { type, labels, help }]) => [code(name), type, unitOf(name), codes(labels), help]),
  )
}

function unitOf(name: string): string {
  return UNITS.find(([ending]) => ending.test(name))?.[1] ?? 'number'
}
