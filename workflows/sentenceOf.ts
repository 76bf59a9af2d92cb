import { ActivityFailure, ApplicationFailure, TimeoutFailure } from '@temporalio/workflow'

/** The reason of a failed activity as a sentence for an operator. */
export function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (!(error instanceof ActivityFailure)) return error.message
  const { cause } = error
  if (cause instanceof TimeoutFailure) return 'no worker reported back in time. Check that a worker is running.'
  if (cause instanceof ApplicationFailure) return cause.message
  return cause?.message ?? error.message
}
