import { describe, expect, it } from 'vitest'
import { inspectSettings } from '../../../config/readSettings.ts'
import { telemetryOptions } from '../../../worker/metrics/telemetryOptions.ts'

const NAMES = ['workerMetricsPort', 'workerSdkMetricsPort', 'workerMetricsHost', 'otlpEndpoint', 'traceShare'] as const
const inspect = (env: Record<string, string>) => inspectSettings(NAMES, env)

describe('what is told outside', () => {
  it('is nothing at all while no setting says so', () => {
    const { values, problems } = inspect({})
    expect(problems).toEqual([])
    expect(values).toEqual({ workerMetricsHost: '127.0.0.1' })
    expect(telemetryOptions({ workerMetricsHost: '127.0.0.1', workerSdkMetricsPort: undefined })).toEqual({})
  })

  it('cannot be told by two servers on one port', () => {
    const { problems } = inspect({ WORKER_METRICS_PORT: '9464', WORKER_SDK_METRICS_PORT: '9464' })
    expect(problems.map(({ problem }) => problem)).toEqual([expect.stringContaining('are both 9464')])
    expect(inspect({ WORKER_METRICS_PORT: '9464', WORKER_SDK_METRICS_PORT: '9465' }).problems).toEqual([])
  })

  it.each(['1.5', '-1', 'half', '01'])('is not traced by a share of %s', (share) => {
    expect(inspect({ OTEL_TRACES_SAMPLER_ARG: share }).problems).toHaveLength(1)
  })

  it.each([
    ['0', 0],
    ['0.25', 0.25],
    ['1', 1],
    ['1.0', 1],
  ])('is traced by a share of %s', (share, expected) => {
    expect(inspect({ OTEL_TRACES_SAMPLER_ARG: share }).values.traceShare).toBe(expected)
  })

  it('is shown by the SDK on addresses of version 6 too', () => {
    const options = telemetryOptions({ workerMetricsHost: '::', workerSdkMetricsPort: 9_465 })
    expect(options.telemetryOptions?.metrics).toMatchObject({ prometheus: { bindAddress: '[::]:9465' } })
  })
})
