import { MAX_STUCK } from '../support/listStuck.ts'

/** What the API shows beside the gauges that it reads from the database. */
export const API_METRICS = {
  offerhub_http_request_duration_seconds: {
    type: 'histogram',
    labels: ['method', 'route', 'status'],
    help: 'How long requests took until their answer was complete, by route.',
  },
  offerhub_orders_stuck: {
    type: 'gauge',
    labels: [],
    help: `Orders that cannot go on by themselves, at most ${MAX_STUCK}.`,
  },
  offerhub_withdrawals_stuck: {
    type: 'gauge',
    labels: [],
    help: 'Withdrawals whose payment cannot go on by itself.',
  },
} as const

type ApiMetrics = typeof API_METRICS
export type LabelOf<Name extends keyof ApiMetrics> = ApiMetrics[Name]['labels'][number]

/** What one of them is made with. */
export function described<Name extends keyof ApiMetrics>(name: Name) {
  const { help, labels }: { help: string; labels: ApiMetrics[Name]['labels'] } = API_METRICS[name]
  return { name, help, labelNames: labels }
}
