/** What a repair says: what differs, what it did about it, what is to be done by others, and what nobody can explain. */
export type Report = {
  found(sentence: string): void
  did(sentence: string): void
  advise(sentence: string): void
  unexplained(sentence: string): void
  readonly lines: Readonly<Record<Line, string[]>>
}

const MARKS = { found: 'differs  ', did: 'repaired ', advised: 'to do    ', unexplained: 'LOOK HERE' } as const
type Line = keyof typeof MARKS

export function createReport(say: (line: string) => void): Report {
  const lines: Record<Line, string[]> = { found: [], did: [], advised: [], unexplained: [] }
  const note = (line: Line) => (sentence: string) => {
    // A second look at the chain tells the same again.
    if (lines[line].includes(sentence)) return
    lines[line].push(sentence)
    say(`${MARKS[line]} ${sentence}`)
  }
  return {
    found: note('found'),
    did: note('did'),
    advise: note('advised'),
    unexplained: note('unexplained'),
    lines,
  }
}
