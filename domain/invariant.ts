/** A broken invariant is a bug in this program, never a caller's mistake: it stops the operation at once. */
export class InvariantViolation extends Error {
  override readonly name = 'InvariantViolation'
}

/** Stays on in production: money may not move past a condition that should hold and does not. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new InvariantViolation(message)
}

/** Closes a switch over a union: a new member without a case becomes a compile error. */
export function unreachable(value: never): never {
  throw new InvariantViolation(`Unexpected value ${JSON.stringify(value)}`)
}
