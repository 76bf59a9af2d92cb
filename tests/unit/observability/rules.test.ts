import { readFileSync } from 'node:fs'
import { parser } from '@prometheus-io/lezer-promql'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'

type Rule = {
  readonly alert: string
  readonly expr: string
  readonly labels: { readonly severity: string }
  readonly annotations: { readonly summary: string; readonly action: string }
}
type Rules = { readonly groups: readonly { readonly name: string; readonly rules: readonly Rule[] }[] }
type Panel = {
  readonly title: string
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number }
  readonly targets: readonly { readonly expr: string }[]
}

function read(path: string): string {
  return readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8')
}

const { groups } = parse(read('ops/prometheus/alerts.yml')) as Rules
const rules = groups.flatMap((group) => group.rules)
const { panels } = JSON.parse(read('ops/grafana/dashboard.json')) as { panels: Panel[] }

/** The pieces of an expression that Prometheus' own grammar does not take. */
function faultsIn(expression: string): string[] {
  const faults: string[] = []
  parser.parse(expression).iterate({
    enter({ type, from, to }) {
      if (type.isError) faults.push(`${expression.slice(0, from)}>>>${expression.slice(from, to)}`)
    },
  })
  return faults
}

describe('expressions for Prometheus', () => {
  it('are told from what is none, so that the next tests can fail', () => {
    expect(faultsIn('sum(rate(x_total[5m]))')).toEqual([])
    expect(faultsIn('sum(rate(x_total[5m])').length).toBeGreaterThan(0)
    expect(faultsIn('max by () x >').length).toBeGreaterThan(0)
  })

  it.each(rules)('of the alarm $alert are PromQL', ({ expr }) => expect(faultsIn(expr)).toEqual([]))

  it.each(panels)('of the panel "$title" are PromQL', ({ targets }) => {
    expect(targets.flatMap(({ expr }) => faultsIn(expr))).toEqual([])
  })
})

it('every alarm says whom it is for, what is wrong and what to do, and is explained on the page', () => {
  const page = read('docs/observability.md')
  for (const { alert, labels, annotations } of rules) {
    expect(['page', 'ticket'], alert).toContain(labels.severity)
    expect(annotations.summary, alert).toMatch(/\.$/)
    expect(annotations.action, alert).toMatch(/\.$/)
    expect(page, alert).toContain(`\`${alert}\``)
  }
})

it('the panels of the dashboard do not lie over each other', () => {
  const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, n) => `${x + (n % w)}:${y + Math.floor(n / w)}`),
  )
  expect(new Set(cells).size).toBe(cells.length)
})
