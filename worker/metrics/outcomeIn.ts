import { isTooEarly } from '../../domain/order/change.ts'
import type { CommandResult } from './workerMetrics.ts'

type Record_ = Readonly<Record<string, unknown>>

/**
 * Which command came out in an activity, and how: in one that commits a change, or one that records a refusal. What was
 * decided too early changed nothing; it is decided again.
 */
export function outcomeIn(input: unknown, result: unknown): { command: string; outcome: CommandResult } | null {
  if (!isRecord(input)) return null
  if (isRecord(input.rejection)) return settled(input.kind, isTooEarly(result) ? null : 'rejected')
  const { outcome } = input
  if (!isRecord(outcome) || !isRecord(result)) return null
  if (result.applied === false) return settled(outcome.kind, isTooEarly(result) ? null : 'rejected')
  return settled(outcome.kind, outcome.status === 'SUCCEEDED' ? 'succeeded' : null)
}

function settled(kind: unknown, outcome: CommandResult | null) {
  return outcome === null || typeof kind !== 'string' ? null : { command: kind, outcome }
}

function isRecord(value: unknown): value is Record_ {
  return typeof value === 'object' && value !== null
}
