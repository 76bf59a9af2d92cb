import type { OrderState } from './state.ts'
import type { OrderTerms } from './terms.ts'

/**
 * reservation: the buyer's money is set aside and no escrow is asked for. review: the work, or a milestone, waits for the
 * buyer's approval. dispute: the parties have not been told a decision.
 */
export const DEADLINE_KINDS = ['reservation', 'review', 'dispute'] as const
export type DeadlineKind = (typeof DEADLINE_KINDS)[number]

/** How long each may last, in seconds; left out, it may last for ever. */
export type DeadlineTerms = { readonly [K in DeadlineKind as `${K}Seconds`]?: number } & {
  /** How long before a deadline its reminder comes. */
  readonly reminderSeconds?: number
}

export type Deadline = {
  readonly kind: DeadlineKind
  /** The milestone's reference; null for the order as a whole. */
  readonly ref: string | null
  readonly dueAtMs: number
  /** When the reminder comes; null when there is none, or it has come. */
  readonly remindAtMs: number | null
}

/** What happens next by the clock. */
export type Moment = { readonly atMs: number; readonly what: 'remind' | 'due'; readonly deadline: Deadline }

/**
 * The deadlines that hold after a change: those that still apply keep their moments, new ones count from now. The same
 * list when nothing has changed.
 */
export function deadlinesAfter(before: readonly Deadline[], after: OrderState, nowMs: number): readonly Deadline[] {
  const wanted = wantedDeadlines(after)
  const next = wanted.map(
    ({ kind, ref }) => before.find((each) => isSame(each, { kind, ref })) ?? begin(after.terms, { kind, ref }, nowMs),
  )
  const unchanged = next.length === before.length && next.every((deadline, index) => deadline === before[index])
  return unchanged ? before : next
}

/** The next reminder or deadline to come, or null. */
export function nextMoment(deadlines: readonly Deadline[]): Moment | null {
  const moments = deadlines.map((deadline): Moment => {
    const { remindAtMs, dueAtMs } = deadline
    return remindAtMs === null
      ? { atMs: dueAtMs, what: 'due', deadline }
      : { atMs: remindAtMs, what: 'remind', deadline }
  })
  return moments.reduce<Moment | null>((first, each) => (first === null || each.atMs < first.atMs ? each : first), null)
}

export function findDeadline(
  deadlines: readonly Deadline[],
  wanted: Pick<Deadline, 'kind' | 'ref'>,
): Deadline | undefined {
  return deadlines.find((each) => isSame(each, wanted))
}

/** The list with one deadline replaced, or taken out. */
export function withDeadline(
  deadlines: readonly Deadline[],
  deadline: Deadline,
  change: Partial<Deadline> | null,
): readonly Deadline[] {
  if (change === null) return deadlines.filter((each) => !isSame(each, deadline))
  return deadlines.map((each) => (isSame(each, deadline) ? { ...each, ...change } : each))
}

function isSame(one: Pick<Deadline, 'kind' | 'ref'>, other: Pick<Deadline, 'kind' | 'ref'>): boolean {
  return one.kind === other.kind && one.ref === other.ref
}

type Wanted = Pick<Deadline, 'kind' | 'ref'>

function wantedDeadlines(state: OrderState): Wanted[] {
  const { status, terms, milestones, dispute, resolution } = state
  const limits = terms.deadlines ?? {}
  if (status === 'FUNDS_RESERVED' && limits.reservationSeconds) return [{ kind: 'reservation', ref: null }]
  if (status === 'IN_PROGRESS' && limits.reviewSeconds) {
    if (milestones.length === 0) return [{ kind: 'review', ref: null }]
    return milestones.filter((each) => each.status === 'COMPLETED').map(({ ref }) => ({ kind: 'review', ref }))
  }
  const isUndecided = status === 'DISPUTED' && resolution === null && dispute?.handedOver !== true
  return isUndecided && limits.disputeSeconds ? [{ kind: 'dispute', ref: null }] : []
}

function begin(terms: OrderTerms, { kind, ref }: Wanted, nowMs: number): Deadline {
  const { reminderSeconds = 0, ...limits } = terms.deadlines ?? {}
  const seconds = limits[`${kind}Seconds`] ?? 0
  const dueAtMs = nowMs + seconds * 1_000
  const remindAtMs = reminderSeconds > 0 && reminderSeconds < seconds ? dueAtMs - reminderSeconds * 1_000 : null
  return { kind, ref, dueAtMs, remindAtMs }
}
