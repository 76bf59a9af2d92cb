import type { Request } from 'express'
import { validationError } from '../apiError.ts'

const SEQUENCE = /^\d{1,18}$/

/**
 * After which event a listener wants to go on: what its browser remembers, else what the URL says; null for "from now".
 * The header wins because a reconnecting browser repeats the URL that it started with.
 */
export function startingPoint(request: Request): bigint | null {
  const header = request.get('Last-Event-ID')
  if (header !== undefined && header !== '') return read(header, 'Last-Event-ID')
  const { since } = request.query
  return since === undefined ? null : read(since, 'since')
}

function read(given: unknown, field: string): bigint {
  if (typeof given === 'string' && SEQUENCE.test(given)) return BigInt(given)
  throw validationError([{ field, message: 'must be the sequence of an event, a whole number' }])
}
