import type { Measured } from './measured.ts'

/** A measurement as a table: the first column to the left, numbers to the right. */
export function layOut({ title, table, notes = [] }: Measured): string {
  const columns = Math.max(...table.map((row) => row.length))
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...table.map((row) => (row[column] ?? '').length)),
  )
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('   ')
  return ['', title, ...table.map((row) => `  ${line(row)}`), ...notes.map((note) => `  ${note}`)].join('\n')
}
