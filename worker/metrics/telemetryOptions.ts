import type { TelemetryOptions } from '@temporalio/worker'

/**
 * The Temporal SDK counts in its native part and shows it on a port of its own, which answers also while JavaScript is too
 * busy to. Seconds and `_total`, as Prometheus' own naming asks for.
 */
export function telemetryOptions({
  workerSdkMetricsPort: port,
  workerMetricsHost: host,
}: {
  readonly workerSdkMetricsPort: number | undefined
  readonly workerMetricsHost: string
}): { telemetryOptions?: TelemetryOptions } {
  if (port === undefined) return {}
  const bindAddress = `${host.includes(':') ? `[${host}]` : host}:${port}`
  const prometheus = { bindAddress, useSecondsForDurations: true, unitSuffix: true, countersTotalSuffix: true }
  return { telemetryOptions: { metrics: { prometheus } } }
}
