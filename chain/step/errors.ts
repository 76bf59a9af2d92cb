import type { PaymentFault } from '../../domain/withdrawal/failure.ts'

/**
 * What the caller of a step should do.
 * retry: nothing is decided, call the same step again (same key, same intent).
 * refused: the chain or the vendor will not do this; the message says why. No effect of this step is on the chain.
 * ask_human: going on could do harm or cannot work; the message says what to look at. Calling again later is safe.
 */
export type StepVerdict = 'retry' | 'refused' | 'ask_human'

export type StepProblem = {
  readonly verdict: StepVerdict
  readonly message: string
  readonly retryAfterMs?: number | undefined
  /** Of a withdrawal that was refused: what the network found wrong with its destination. */
  readonly paymentFault?: PaymentFault | undefined
  readonly cause?: unknown
}

/** A chain step that did not come to its end. The message is a sentence for the log and the operator. */
export class ChainStepError extends Error {
  override readonly name = 'ChainStepError'
  readonly verdict: StepVerdict
  readonly retryAfterMs: number | undefined
  readonly paymentFault: PaymentFault | undefined
  constructor(problem: StepProblem) {
    super(problem.message, problem.cause === undefined ? undefined : { cause: problem.cause })
    this.verdict = problem.verdict
    this.retryAfterMs = problem.retryAfterMs
    this.paymentFault = problem.paymentFault
  }
}
