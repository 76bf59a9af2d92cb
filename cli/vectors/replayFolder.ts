import { replayCase } from './replayCase.ts'
import type { MakeWorld } from './replayWorld.ts'
import { NoVectorsError, readVectorFiles, type VectorCase, type VectorFile, type VectorMeta } from './vectorFile.ts'

export interface ReplaySummary {
  readonly cases: number
  readonly passed: number
  readonly failed: number
}

/** Replays every case of a folder, each on a world of its own, and reports every difference. */
export async function replayFolder(
  folder: string,
  makeWorld: MakeWorld,
  report: (difference: string) => void,
): Promise<ReplaySummary> {
  const files = readVectorFiles(folder)
  const cases = files.reduce((total, file) => total + file.cases.length, 0)
  if (cases === 0) throw new NoVectorsError(`There are no vectors in ${folder}: its files hold no cases`)
  let failed = 0
  for (const { meta, vector } of files.flatMap(casesOf)) {
    const differences = await differencesOf(meta, vector, makeWorld)
    for (const difference of differences) report(difference)
    if (differences.length > 0) failed += 1
  }
  return { cases, passed: cases - failed, failed }
}

function casesOf({ meta, cases }: VectorFile): readonly { meta: VectorMeta; vector: VectorCase }[] {
  return cases.map((vector) => ({ meta, vector }))
}

/** A case that cannot be carried through has failed like one that shows something else; the others go on. */
async function differencesOf(meta: VectorMeta, vector: VectorCase, makeWorld: MakeWorld): Promise<readonly string[]> {
  try {
    return await replayCase(meta, vector, makeWorld)
  } catch (error) {
    return [`${vector.id}: ${error instanceof Error ? error.message : error}`]
  }
}
