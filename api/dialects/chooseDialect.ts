import { validationError } from '../apiError.ts'
import type { Dialect } from './dialect.ts'
import { february2026 } from './february2026.ts'
import { january2026 } from './january2026.ts'

export const DEFAULT_DIALECT = february2026

export const DIALECTS: readonly Dialect[] = [january2026, february2026]

/** The dialect that a caller asks for by its version; without a version the newest. */
export function chooseDialect(version: string | undefined): Dialect {
  if (version === undefined || version === '') return DEFAULT_DIALECT
  const found = DIALECTS.find((dialect) => dialect.version === version.trim())
  if (found !== undefined) return found
  const versions = DIALECTS.map((dialect) => dialect.version).join(' or ')
  throw validationError([{ field: 'Offerhub-Version', message: `must be ${versions}; leave it out for the newest` }])
}
