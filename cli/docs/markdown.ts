export const code = (text: string) => `\`${text}\``
export const codes = (texts: readonly string[]) => texts.map(code).join(', ')

/** A table; a bar inside a cell would end it. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return [row(heads), row(heads.map(() => '---')), ...rows.map(row)]
}

/** Says on the page itself where to change it. */
export function writtenFrom(source: string): string {
  return `<!-- Written by \`npm run docs:generate\` from ${source}. Change the source, not this page. -->`
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`
}
