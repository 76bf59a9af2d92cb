import { join } from 'node:path'
import { replayCase } from '../../../cli/vectors/replayCase.ts'
import { readVectorFiles, type VectorFile } from '../../../cli/vectors/vectorFile.ts'
import type { ContractCode } from '../../../sandbox/soroban/host.ts'
import { replayOn } from './replayOn.ts'
import type { CreateWorld } from './world.ts'
import { createWorld } from './worldDouble.ts'

/** The recorded traces of one kind of contract. */
export function recordedFiles(kind: 'single' | 'multi'): readonly VectorFile[] {
  return readVectorFiles(join(import.meta.dirname, '../../vectors/contracts'), `${kind}-`)
}

/** Where the protocol fee goes in a file's traces. */
export function protocolOf({ meta }: VectorFile): string {
  const { protocol } = meta.addresses
  if (protocol === undefined) throw new Error(`${meta.group} names no address for the protocol fee`)
  return protocol
}

/** The same traces for the build that is told the fee address with every payout. */
export function asDevelop(file: VectorFile): VectorFile {
  return { ...file, meta: { ...file.meta, lineage: file.meta.lineage.replace('main', 'develop') } }
}

/** Every difference that the replay of a file shows, by default on the in-memory world. */
export async function replayFile(
  { meta, cases }: VectorFile,
  code: ContractCode,
  world: CreateWorld = createWorld,
): Promise<readonly string[]> {
  const differences: string[] = []
  for (const vector of cases) differences.push(...(await replayCase(meta, vector, replayOn(world, code))))
  return differences
}

export async function replayFiles(
  files: readonly VectorFile[],
  codeOf: (file: VectorFile) => ContractCode,
): Promise<readonly string[]> {
  const differences: string[] = []
  for (const file of files) differences.push(...(await replayFile(file, codeOf(file))))
  return differences
}
