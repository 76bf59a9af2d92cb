import { releasePayout } from '../../domain/ledger/personPayout.ts'
import { resolutionPayout } from '../../domain/ledger/resolutionPayout.ts'
import { type Stroops, stroops } from '../../domain/money.ts'
import type { CommandKind } from '../../domain/order/command.ts'
import { openActions } from '../../domain/order/decide.ts'
import { type DisputeDecision, type Division, divide } from '../../domain/order/dispute.ts'
import { allocate, hasMilestones, openAmount, openMilestones } from '../../domain/order/milestones.ts'
import type { OrderState } from '../../domain/order/state.ts'
import { amountOf, feePolicyOf } from '../../domain/order/terms.ts'

/** What one party gets: what is credited, and what of it the contract itself pays into the wallet. */
export type QuoteShare = { readonly credited: Stroops; readonly arrives: Stroops }

/** What an action would do in money: what each party gets, and what is kept on the way. */
export type QuoteLine = Money & {
  readonly action: CommandKind
  /** How the dispute is decided, for `resolve`. */
  readonly decision: DisputeDecision | null
  /** The milestone that the action is about, where it is about one. */
  readonly milestoneRef: string | null
  readonly allowed: boolean
  /** Transactions on chain that the action takes. */
  readonly transactions: number
}

type Money = {
  readonly buyer: QuoteShare
  readonly seller: QuoteShare
  /** All that the contract keeps for the protocol, whoever bears it. */
  readonly protocolFee: Stroops
  /** The platform's commission, as far as buyer and seller bear it. */
  readonly platformFee: Stroops
  /** Payments with which the treasury makes up for fees that it bears. */
  readonly topUps: number
}

const ZERO = stroops(0n)
const NO_SHARE: QuoteShare = { credited: ZERO, arrives: ZERO }
const NOTHING: Money = { buyer: NO_SHARE, seller: NO_SHARE, protocolFee: ZERO, platformFee: ZERO, topUps: 0 }

/** How many transactions pay one part of the work: a whole order is delivered, approved and released; a milestone has been delivered. */
const RELEASE_OF_WHOLE = 3
const RELEASE_OF_MILESTONE = 2
/** A refund is a dispute that is resolved at once. */
const REFUND = 2

/** Reckons each action with the arithmetic of the contract. `split` is reckoned beside the decisions that need no amounts. */
export function reckonQuote(state: OrderState, split?: Division | undefined): QuoteLine[] {
  const open = openActions(state)
  const parts = partsOf(state)
  const line = (
    action: CommandKind,
    transactions: number,
    money = NOTHING,
    decision: DisputeDecision | null = null,
  ) => ({
    action,
    decision,
    milestoneRef: null,
    allowed: open.includes(action),
    ...money,
    transactions,
  })
  const decided = (decision: DisputeDecision, division: Division | null) =>
    division === null ? [] : [line('resolve', parts.length, divided(state, division), decision)]
  const whole = openAmount(state)
  return [
    line('reserve', 0),
    line('createEscrow', 1),
    line('fund', 1),
    ...milestoneLines(state),
    line(
      'release',
      parts.length * (hasMilestones(state.terms) ? RELEASE_OF_MILESTONE : RELEASE_OF_WHOLE),
      sum(parts.map((part) => released(state, part))),
    ),
    line('refund', parts.length * REFUND, divided(state, { release: ZERO, refund: whole })),
    line('dispute', parts.length),
    ...decided('FULL_RELEASE', divide(whole, 'FULL_RELEASE', {})),
    ...decided('FULL_REFUND', divide(whole, 'FULL_REFUND', {})),
    ...decided('SPLIT', split ?? null),
    line('cancel', 0, canceled(state)),
  ]
}

/** What the contract pays one by one: its open milestones, or all of it. */
function partsOf(state: OrderState): Stroops[] {
  if (!hasMilestones(state.terms)) return [amountOf(state.terms)]
  return openMilestones(state).map(({ amount }) => amount)
}

function milestoneLines(state: OrderState): QuoteLine[] {
  return openMilestones(state).flatMap((milestone) => {
    const actions = openActions({ ...state, milestones: [milestone] })
    const about = { decision: null, milestoneRef: milestone.ref }
    const money = released(state, milestone.amount)
    return [
      {
        action: 'completeMilestone',
        allowed: actions.includes('completeMilestone'),
        ...about,
        ...NOTHING,
        transactions: 1,
      },
      {
        action: 'releaseMilestone',
        allowed: actions.includes('releaseMilestone'),
        ...about,
        ...money,
        transactions: RELEASE_OF_MILESTONE,
      },
    ] satisfies QuoteLine[]
  })
}

function released({ terms }: OrderState, amount: Stroops): Money {
  const { credited, receiver, protocol, platform, topUp } = releasePayout(
    amount,
    terms.platformFeeBps,
    feePolicyOf(terms),
  )
  const seller = { credited, arrives: receiver }
  return { buyer: NO_SHARE, seller, protocolFee: protocol, platformFee: platform, topUps: topUp > 0n ? 1 : 0 }
}

/** The contract resolves each open milestone by itself, so the fees are reckoned on each. */
function divided(state: OrderState, division: Division): Money {
  if (!hasMilestones(state.terms)) return resolved(state, division)
  return sum(allocate(openMilestones(state), division.release).map((share) => resolved(state, share)))
}

function resolved({ terms }: OrderState, { release, refund }: Division): Money {
  const policy = feePolicyOf(terms)
  const { seller, buyer, platformIncome } = resolutionPayout(
    { release, refund, dust: ZERO },
    terms.platformFeeBps,
    policy,
  )
  return {
    buyer: { credited: buyer.credited, arrives: buyer.receiver },
    seller: { credited: seller.credited, arrives: seller.receiver },
    protocolFee: stroops(seller.protocol + buyer.protocol),
    platformFee: platformIncome,
    topUps: [seller, buyer].filter(({ topUp }) => topUp > 0n).length,
  }
}

function canceled({ status, terms }: OrderState): Money {
  if (status !== 'FUNDS_RESERVED') return NOTHING
  return { ...NOTHING, buyer: { credited: amountOf(terms), arrives: ZERO } }
}

function sum(parts: readonly Money[]): Money {
  return parts.reduce(
    (total, part) => ({
      buyer: addShares(total.buyer, part.buyer),
      seller: addShares(total.seller, part.seller),
      protocolFee: stroops(total.protocolFee + part.protocolFee),
      platformFee: stroops(total.platformFee + part.platformFee),
      topUps: total.topUps + part.topUps,
    }),
    NOTHING,
  )
}

function addShares(one: QuoteShare, other: QuoteShare): QuoteShare {
  return { credited: stroops(one.credited + other.credited), arrives: stroops(one.arrives + other.arrives) }
}
