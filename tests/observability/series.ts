import { readFileSync } from 'node:fs'

/** Every metric of ours, of Node and of Temporal's SDK that a text names. */
const NAMES = /\b(?:offerhub|process|nodejs|temporal)_[a-z0-9_]+\b/g

/** The value of a series by its whole name, labels and all. */
export function seriesOf(text: string, series: string): number | undefined {
  const line = text.split('\n').find((each) => each.startsWith(`${series} `))
  return line === undefined ? undefined : Number(line.slice(series.length + 1))
}

/** The metrics of which a Prometheus text has a value. */
export function namesIn(text: string): string[] {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return lines.flatMap((line) => line.split(/[{ ]/)[0] ?? [])
}

/** What a file of rules or panels asks for. */
export function askedIn(file: string): Set<string> {
  return new Set(readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8').match(NAMES))
}
