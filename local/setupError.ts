/** Something about this machine or folder, not a bug: the message says what happened and what to do, so no stack is shown. */
export class SetupError extends Error {
  override readonly name = 'SetupError'
}

/** The sentence for a person: set-up errors as they are, anything else with its kind so that it can be reported. */
export function sentenceOf(error: unknown): string {
  if (error instanceof SetupError) return error.message
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
}
