/** Thrown inside the verifier only; it leaves it as a value. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
}

export function demand(condition: boolean, reason: string): asserts condition {
  if (!condition) throw new Refusal(reason)
}
