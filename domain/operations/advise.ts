import { invariant } from '../invariant.ts'
import { readReason } from './readReason.ts'
import { STUCK_KINDS, type StuckKind, type StuckKindName } from './stuckKinds.ts'

export type Advice = {
  readonly kind: StuckKindName
  readonly title: string
  /** The step that waits; null where the reason names none. */
  readonly step: string | null
  /** The last failure, as a sentence. */
  readonly reason: string
  /** What somebody can do about it. */
  readonly advice: string
}

const KINDS = Object.entries(STUCK_KINDS) as [StuckKindName, StuckKind][]

/** Says what a stuck order waits for and what can be done, from what its workflow says of itself. */
export function advise(stuckReason: string): Advice {
  const { step, sentence } = readReason(stuckReason)
  const found = KINDS.find(([, { says }]) => says.test(sentence))
  invariant(found, 'The last way of being stuck fits everything')
  const [kind, { title, advice }] = found
  return { kind, title, step, reason: sentence, advice }
}
