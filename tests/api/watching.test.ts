import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Harness, startApi } from './harness.ts'

/** The files by which Prometheus and Grafana watch a system, and the processes' own figures, which have no prefix. */
const FILES = ['ops/prometheus/alerts.yml', 'ops/grafana/dashboard.json']
const NAMES = /\b(?:offerhub|process|nodejs)_[a-z0-9_]+\b/g

let api: Harness
beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api.stop())

it.each(FILES)('%s asks for nothing that the metrics do not have', async (file) => {
  // So that there is a request to be counted.
  await api.get('/health', { key: null })
  const answer = await fetch(`${api.url}/metrics`, { headers: { authorization: `Bearer ${api.apiKey}` } })
  const lines = (await answer.text()).split('\n').filter((line) => !line.startsWith('#'))
  const there = new Set(lines.map((line) => line.split(/[{ ]/)[0]))
  const text = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8')
  const asked = new Set(text.match(NAMES))
  expect(asked.size).toBeGreaterThan(5)
  expect([...asked].filter((name) => !there.has(name))).toEqual([])
})

it('the dashboard is JSON whose panels do not lie over each other', () => {
  const text = readFileSync(new URL('../../ops/grafana/dashboard.json', import.meta.url), 'utf8')
  const { panels } = JSON.parse(text) as { panels: { gridPos: { x: number; y: number; w: number; h: number } }[] }
  const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, n) => `${x + (n % w)}:${y + Math.floor(n / w)}`),
  )
  expect(new Set(cells).size).toBe(cells.length)
})
