import type { z } from 'zod'

/** The programs that read settings from the environment. */
export type ProcessName = 'api' | 'worker' | 'migrate'

export const API: readonly ProcessName[] = ['api']
export const WORKER: readonly ProcessName[] = ['worker']
export const MIGRATE: readonly ProcessName[] = ['migrate']
/** The two that serve orders. */
export const BOTH: readonly ProcessName[] = [...API, ...WORKER]
export const ALL: readonly ProcessName[] = [...BOTH, ...MIGRATE]

/** One setting: where it comes from, what it may be, and what it is for. */
export type Setting<T = unknown> = {
  readonly env: string
  /** Reads the text of the environment variable; its messages complete "NAME ...". */
  readonly schema: z.ZodType<T, string>
  /** Taken when the variable is missing or empty. A setting without default is required unless it is optional. */
  readonly fallback?: string
  readonly optional?: true
  /** Never shown: not in a problem, not in a log. */
  readonly secret: boolean
  readonly readBy: readonly ProcessName[]
  readonly meaning: string
}

/** Fixes the type of a table's entries without widening it. */
export function setting<T>(entry: Setting<T>): Setting<T> {
  return entry
}
