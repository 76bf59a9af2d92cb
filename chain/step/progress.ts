import type { AttemptStatus, StoredAttempt } from './store.ts'

export type StepPhase = 'waiting_for_account' | 'building' | 'submitting' | 'polling' | 'settled'

/** Where a step is, for the activity heartbeat and the operator. */
export type StepProgress = {
  readonly stepKey: string
  /** Which envelope of the step this is about, counted from 1; those before it are dead. */
  readonly attempt: number
  /** Empty while there is no envelope yet. */
  readonly hash: string
  readonly phase: StepPhase
  /** Why the attempt before this one died; null for the first. */
  readonly lastFailure: string | null
  /** What the network said last about this envelope. */
  readonly answer: string | null
  /** What became of this envelope, once that is proven. */
  readonly result: Exclude<AttemptStatus, 'PREPARED'> | null
}

type Reported = { readonly heartbeat?: ((progress: StepProgress) => void) | undefined }

/** Reports a step that has no envelope yet. */
export function reportBuilding(
  context: Reported,
  stepKey: string,
  attempt: number,
  phase: StepPhase,
  lastFailure: string | null,
): void {
  context.heartbeat?.({ stepKey, attempt, hash: '', phase, lastFailure, answer: null, result: null })
}

export type EnvelopeNews = Pick<StepProgress, 'phase' | 'answer'> & Partial<Pick<StepProgress, 'result'>>

/** Reports what is happening to an envelope. */
export function reportEnvelope(
  context: Reported,
  { stepKey, attempt, hash }: StoredAttempt,
  lastFailure: string | null,
  news: EnvelopeNews,
): void {
  context.heartbeat?.({ stepKey, attempt, hash, lastFailure, result: null, ...news })
}
