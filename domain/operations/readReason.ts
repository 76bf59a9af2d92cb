/** What a workflow says of a stuck order, taken apart. */
export type Stuckness = {
  /** The step in the order's own words; null where the reason names none. */
  readonly step: string | null
  readonly sentence: string
}

/** Steps end with their place, as in "Buyer: approve the work (2 of 3)". */
const STEP_AND_SENTENCE = /^(?<step>.{1,300}? \((?:\d+ of \d+|renewal \d+)\)): (?<sentence>.*)$/s

/** Takes a StuckReason apart. Of several steps that are stuck at once, the first one is named. */
export function readReason(reason: string): Stuckness {
  const { step, sentence } = STEP_AND_SENTENCE.exec(reason)?.groups ?? {}
  return step === undefined || sentence === undefined ? { step: null, sentence: reason } : { step, sentence }
}
