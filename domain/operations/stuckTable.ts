import { STUCK_KINDS } from './stuckKinds.ts'

/** Every way of being stuck as rows of Markdown, for the page of operations staff. */
export function stuckTable(): string {
  const rows = Object.values(STUCK_KINDS).map(({ title, meaning, advice }) => `| ${title} | ${meaning} | ${advice} |`)
  return ['| what it is called | what it means | what to do |', '| --- | --- | --- |', ...rows].join('\n')
}
