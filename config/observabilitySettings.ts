import * as format from './formats.ts'
import { BOTH, setting, WORKER } from './setting.ts'

/** What metrics and traces need. */
export const OBSERVABILITY_SETTINGS = {
  otlpEndpoint: setting({
    env: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    schema: format.url('http', 'https'),
    optional: true,
    secret: false,
    readBy: BOTH,
    meaning:
      'The OpenTelemetry collector that traces are sent to, as OTLP over HTTP. Nothing is traced when not set; see docs/observability.md.',
  }),
  traceShare: setting({
    env: 'OTEL_TRACES_SAMPLER_ARG',
    schema: format.share,
    optional: true,
    secret: false,
    readBy: BOTH,
    meaning: 'Which part of the requests is traced, from 0 to 1, unless the caller has decided. All when not set.',
  }),
  workerMetricsPort: setting({
    env: 'WORKER_METRICS_PORT',
    schema: format.wholeNumber(1, 65_535),
    optional: true,
    secret: false,
    readBy: WORKER,
    meaning: 'The port on which the worker shows its metrics, at /metrics. None when not set.',
  }),
  workerSdkMetricsPort: setting({
    env: 'WORKER_SDK_METRICS_PORT',
    schema: format.wholeNumber(1, 65_535),
    optional: true,
    secret: false,
    readBy: WORKER,
    meaning:
      'The port on which the Temporal SDK inside the worker shows its own metrics, at /metrics. None when not set.',
  }),
  workerMetricsHost: setting({
    env: 'WORKER_METRICS_HOST',
    schema: format.text,
    fallback: '127.0.0.1',
    secret: false,
    readBy: WORKER,
    meaning:
      'The address that both listen on; 0.0.0.0 in a container. They ask for no key, so the network must keep strangers out.',
  }),
} as const
