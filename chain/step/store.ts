/** Where an attempt at a chain step stands. PREPARED: signed and stored, perhaps already sent. */
export type AttemptStatus = 'PREPARED' | 'APPLIED' | 'FAILED' | 'EXPIRED'

/** One signed envelope of a chain step, stored before it is sent. A later attempt exists only when this one can never apply. */
export type StoredAttempt = {
  readonly stepKey: string
  readonly attempt: number
  /** What the step does, in words for the log and the operator, e.g. "fund". */
  readonly kind: string
  readonly orderId: string | null
  /** The signed envelope as it is sent (the fee bump where there is one), base64. */
  readonly envelopeXdr: string
  /** Hash of that envelope, hex. */
  readonly hash: string
  /** Hash of the inner transaction of a fee bump, else the same as `hash`, hex. */
  readonly innerHash: string
  readonly sourceAddress: string
  readonly sequence: string
  /** Unix seconds after which the network refuses the envelope. */
  readonly maxTimeSeconds: number
  /** The escrow contract that the step creates or acts on. */
  readonly contractId: string | null
  readonly status: AttemptStatus
  readonly ledger: number | null
  readonly resultXdr: string | null
  readonly failure: string | null
}

/** Postgres behind the step engine. Both writes are single statements that commit before they return. */
export interface StepStore {
  latest(stepKey: string): Promise<StoredAttempt | null>
  /** Stores a new attempt, or returns the one that somebody else stored under the same key and number. */
  insert(attempt: StoredAttempt): Promise<StoredAttempt>
  settle(stepKey: string, attempt: number, settled: AttemptSettlement): Promise<void>
}

export type AttemptSettlement = {
  readonly status: Exclude<AttemptStatus, 'PREPARED'>
  readonly ledger: number | null
  readonly resultXdr: string | null
  readonly failure: string | null
}
