import type { VectorMeta } from './vectorFile.ts'

/** Which of the four builds a file was recorded from. */
export interface ContractBuild {
  readonly kind: 'single' | 'multi'
  /** A `develop` build is told where the protocol fee goes, a `main` build knows it. */
  readonly lineage: 'main' | 'develop'
}

export function contractBuildOf({ lineage }: VectorMeta): ContractBuild {
  const kind = lineage.startsWith('single') ? 'single' : lineage.startsWith('multi') ? 'multi' : undefined
  if (kind === undefined) throw new Error(`The lineage "${lineage}" is neither single- nor multi-release`)
  return { kind, lineage: lineage.includes('develop') ? 'develop' : 'main' }
}
