import type { VectorFile } from '../../../cli/vectors/vectorFile.ts'

const COMPARED = ['op', 'args', 'out', 'same', 'bal', 'flags', 'ms', 'escrow', 'ev', 'result', 'contract', 'ttl']
const COMPARED_OF_RES = ['res.eventBytes']

/** What the steps carry and no replay looks at, with how often it occurs. */
export function fieldsNotCompared(files: readonly VectorFile[]): Readonly<Record<string, number>> {
  const seen = new Map<string, number>()
  const count = (field: string): void => void seen.set(field, (seen.get(field) ?? 0) + 1)
  for (const { res, ...fields } of files.flatMap((file) => file.cases.flatMap((vector) => vector.steps))) {
    Object.keys(fields).forEach(count)
    for (const part of Object.keys(res ?? {})) count(`res.${part}`)
  }
  for (const field of [...COMPARED, ...COMPARED_OF_RES]) seen.delete(field)
  return Object.fromEntries(seen)
}
