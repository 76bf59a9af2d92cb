import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { invariant } from '../../../domain/invariant.ts'
import { findFreePort } from '../../../local/ports.ts'
import { type Carrier, inSpan, openTracing } from '../../../telemetry/tracing.ts'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const FOLDERS = ['activities', 'api', 'chain', 'config', 'db', 'lifecycle', 'telemetry', 'worker', 'workflows']
const LIBRARY = path.join('telemetry', 'openTelemetry.ts')

function sources(): string[] {
  const inFolders = FOLDERS.flatMap((folder) =>
    readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) => path.join(folder, name)),
  )
  return ['server.ts', 'worker.ts', ...inFolders.filter((name) => name.endsWith('.ts'))]
}

it('nothing of OpenTelemetry is loaded while it is off: one file imports it, and that one is asked for when needed', () => {
  const importing = (what: RegExp) => sources().filter((file) => what.test(readFileSync(path.join(ROOT, file), 'utf8')))
  expect(importing(/from '@opentelemetry\//)).toEqual([LIBRARY])
  expect(importing(/from '.*\/openTelemetry\.ts'/)).toEqual([])
  expect(importing(/import\('\.\/openTelemetry\.ts'\)/)).toEqual([path.join('telemetry', 'tracing.ts')])
})

it('without an endpoint there is no tracing, and work is done all the same', async () => {
  const tracing = await openTracing({ otlpEndpoint: undefined, traceShare: 1 }, 'test')
  expect(tracing).toBeNull()
  expect(await inSpan(tracing, { name: 'x', kind: 'internal' }, async (span) => span)).toBeNull()
})

it('a collector that is away loses its spans, and neither disturbs the work nor holds up the end', async () => {
  const tracing = await openTracing({ otlpEndpoint: `http://127.0.0.1:${await findFreePort()}`, traceShare: 1 }, 'test')
  invariant(tracing, 'Tracing was not opened')
  const around = tracing.begin({ name: 'around', kind: 'server' })
  const [outer, inner] = await around.run(async () => {
    const carried = tracing.carrier()
    return [carried, await inSpan(tracing, { name: 'inside', kind: 'internal' }, async () => tracing.carrier())]
  })
  around.end()
  const traceOf = ({ traceparent = '' }: Carrier) => traceparent.split('-')[1]
  expect(traceOf(outer)).toMatch(/^[0-9a-f]{32}$/)
  expect(traceOf(inner)).toBe(traceOf(outer))
  expect(inner.traceparent).not.toBe(outer.traceparent)
  const startedAt = performance.now()
  await tracing.stop()
  expect(performance.now() - startedAt).toBeLessThan(3_000)
})
