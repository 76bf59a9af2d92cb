/** Rows with their columns one below the other; the last column may be as long as it likes. */
export function table(rows: readonly (readonly string[])[], indent = '  '): string[] {
  const widths: number[] = []
  for (const row of rows) {
    for (const [column, cell] of row.slice(0, -1).entries()) {
      widths[column] = Math.max(widths[column] ?? 0, cell.length)
    }
  }
  return rows.map((row) =>
    `${indent}${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd(),
  )
}

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
] as const

/** How long ago a moment was, in its largest unit: "3 h". */
export function age(moment: string, nowMs: number = Date.now()): string {
  const elapsedMs = Math.max(nowMs - Date.parse(moment), 0)
  const [unit, lengthMs] = UNITS.find(([, each]) => elapsedMs >= each) ?? ['s', 1_000]
  return `${Math.floor(elapsedMs / lengthMs)} ${unit}`
}

const LINE = 110

/** Breaks a text into lines of at most some 110 characters, never inside a word. */
export function wrap(text: string, width: number = LINE): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+/)) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return line === '' ? lines : [...lines, line]
}

/** A named paragraph: the name, then the text beside it, wrapped. */
export function labelled(label: string, text: string, indent = '    '): string[] {
  return wrap(text).map((line, index) => `${indent}${(index === 0 ? label : '').padEnd(LABEL)}${line}`)
}

const LABEL = 7
