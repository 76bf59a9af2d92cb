/** A name as an identifier in a statement, for the statements that take no parameters. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
