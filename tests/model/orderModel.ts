import { changePosting } from '../../db/orders/changePosting.ts'
import type { EventType } from '../../domain/events.ts'
import { BASIS_POINTS, PROTOCOL_FEE_BPS } from '../../domain/fees/basisPoints.ts'
import type { CommandId, UserId } from '../../domain/ids.ts'
import {
  ACCOUNT_KINDS,
  orderEscrow,
  orderReserved,
  platformFees,
  userAvailable,
  wallet,
} from '../../domain/ledger/accounts.ts'
import type { ChainProof, Posting } from '../../domain/ledger/posting.ts'
import { depositPosting } from '../../domain/ledger/rules/deposit.ts'
import { feeTopUpPosting } from '../../domain/ledger/rules/feeTopUp.ts'
import { type Stroops, stroops } from '../../domain/money.ts'
import { cancel } from '../../domain/order/changes/cancel.ts'
import { create } from '../../domain/order/changes/create.ts'
import { deployed, noteContractId, requestEscrow } from '../../domain/order/changes/createEscrow.ts'
import { acceptDecision, frozen, openDispute, resolved } from '../../domain/order/changes/dispute.ts'
import { funded, queueFunding, startFunding } from '../../domain/order/changes/fund.ts'
import { milestoneCompleted, requestCompletion, requestMilestoneRelease } from '../../domain/order/changes/milestone.ts'
import { type MilestonePayment, payMilestone } from '../../domain/order/changes/payMilestone.ts'
import { refunded, requestRefund } from '../../domain/order/changes/refund.ts'
import { released, requestRelease } from '../../domain/order/changes/release.ts'
import { reserve } from '../../domain/order/changes/reserve.ts'
import type { OrderCommand } from '../../domain/order/command.ts'
import { decide } from '../../domain/order/decide.ts'
import {
  allocate,
  findMilestone,
  hasMilestones,
  type Milestone,
  type MilestoneShare,
  milestoneAt,
  openAmount,
  openMilestones,
} from '../../domain/order/milestones.ts'
import { newOrderState, type OrderState } from '../../domain/order/state.ts'
import type { Step } from '../../domain/order/step.ts'
import { amountOf, feePolicyOf, type OrderTerms } from '../../domain/order/terms.ts'

/**
 * An order and its ledger in memory: the decisions and posting rules of the product, with a chain that does what it is
 * asked, later. What a real system does in many processes happens here in one call.
 */
export type OrderModel = {
  state(): OrderState
  /** Sends a command; true when it was accepted and not refused for lack of money. */
  send(command: OrderCommand): boolean
  /** Lets the chain finish the step that is under way, if there is one; always true, as the chain asks nobody. */
  chainCatchesUp(): true
  balances(): ReadonlyMap<string, bigint>
  /** The types of all events so far. */
  emitted(): ReadonlySet<EventType>
  /** The first invariant that does not hold, as a sentence; null when all do. */
  fault(): string | null
}

const CONTRACT = `C${'A'.repeat(55)}`
const proof: ChainProof = { transactionHash: 'f'.repeat(64), ledger: 1 }

export function createOrderModel(terms: OrderTerms, buyerBalance: Stroops): OrderModel {
  const balances = new Map<string, bigint>()
  const floors = new Set<string>()
  const emitted = new Set<EventType>()
  let state = newOrderState(terms)
  let pendingReports: (() => void)[] = []

  const book = (posting: Posting): boolean => {
    const after = new Map(balances)
    for (const { account, amount } of posting.entries) {
      const { normal, floor } = ACCOUNT_KINDS[account.kind]
      const value = (after.get(account.name) ?? 0n) + (normal === 'debit' ? amount : -amount)
      if (floor && value < 0n) return false
      if (floor) floors.add(account.name)
      after.set(account.name, value)
    }
    for (const [name, value] of after) balances.set(name, value)
    return true
  }
  const take = (step: Step): boolean => {
    const posting = changePosting(step.change)
    if (posting !== null && !book(posting)) return false
    state = step.next
    for (const { type } of step.change.events) emitted.add(type)
    for (const { userId, amountStroops, cause } of step.change.topUps ?? []) {
      book(feeTopUpPosting({ orderId: terms.orderId, userId, cause, amount: stroops(BigInt(amountStroops)), proof }))
    }
    return true
  }
  const later = (step: () => Step) => pendingReports.push(() => void take(step()))

  const payLater = (cause: Pick<MilestonePayment, 'commandId' | 'kind'>, shares: readonly MilestoneShare[]): void => {
    for (const { index, release, refund } of shares) {
      const parts = { releaseStroops: String(release), refundStroops: String(refund) }
      later(() => payMilestone(state, { ...cause, index, ...parts, proof }))
    }
  }

  book(depositPosting({ eventId: 'e1', userId: terms.buyerId, amount: buyerBalance, proof }))
  take(create(state, 'cmd_create'))

  const effects = (command: OrderCommand): void => {
    const { commandId } = command
    switch (command.kind) {
      case 'createEscrow':
        later(() => noteContractId(state, commandId, CONTRACT))
        later(() => deployed(state, commandId))
        return
      case 'fund':
        if (state.queuedFund === null) later(() => funded(state, commandId, proof))
        return
      case 'completeMilestone': {
        const { index } = required(findMilestone(state, command.ref))
        later(() => milestoneCompleted(state, commandId, milestoneAt(state, index), proof.transactionHash))
        return
      }
      case 'releaseMilestone':
        payLater({ commandId, kind: 'releaseMilestone' }, [wholeOf(required(findMilestone(state, command.ref)))])
        return
      case 'release':
        if (hasMilestones(terms)) payLater({ commandId, kind: 'release' }, openMilestones(state).map(wholeOf))
        else later(() => released(state, commandId, proof))
        return
      case 'refund':
        if (hasMilestones(terms)) payLater({ commandId, kind: 'refund' }, allocate(openMilestones(state), stroops(0n)))
        else later(() => refunded(state, commandId, proof, paid('0', terms.amountStroops)))
        return
      case 'dispute':
        later(() => frozen(state, commandId, proof))
        return
      default:
    }
  }
  const payDecision = (): void => {
    const { resolution } = state
    if (resolution === null || !state.dispute?.onChain) return
    if (hasMilestones(terms)) {
      const shares = allocate(openMilestones(state), stroops(BigInt(resolution.releaseStroops)))
      payLater({ commandId: resolution.commandId, kind: 'resolve' }, shares)
      return
    }
    later(() => resolved(state, resolution, proof, paid(resolution.releaseStroops, resolution.refundStroops)))
  }

  return {
    state: () => state,
    balances: () => balances,
    emitted: () => emitted,
    send(command) {
      const decision = decide(state, command)
      if (!decision.accepted || !take(firstStep(state, command))) return false
      effects(command)
      if (command.kind === 'resolve') payDecision()
      return true
    },
    chainCatchesUp() {
      const [next, ...rest] = pendingReports
      pendingReports = rest
      const wasFrozen = state.dispute?.onChain ?? false
      next?.()
      const { queuedFund } = state
      if (queuedFund !== null && state.status === 'ESCROW_FUNDING') {
        take(startFunding(state, queuedFund))
        later(() => funded(state, queuedFund, proof))
      }
      if (!wasFrozen && state.dispute?.onChain) payDecision()
      return true
    },
    fault: () => findFault(state, balances, floors, buyerBalance),
  }
}

function required<T>(value: T | null): T {
  if (value === null) throw new Error('A command for no milestone was accepted')
  return value
}

function wholeOf({ index, amount }: Milestone): MilestoneShare {
  return { index, release: amount, refund: stroops(0n) }
}

function paid(releaseStroops: string, refundStroops: string) {
  return { releaseStroops, refundStroops, dustStroops: '0' }
}

function firstStep(state: OrderState, command: OrderCommand): Step {
  const id: CommandId = command.commandId
  switch (command.kind) {
    case 'reserve':
      return reserve(state, id)
    case 'createEscrow':
      return requestEscrow(state, id)
    case 'fund':
      return state.status === 'ESCROW_CREATING' ? queueFunding(state, id) : startFunding(state, id)
    case 'completeMilestone':
      return requestCompletion(state, command, required(findMilestone(state, command.ref)))
    case 'releaseMilestone':
      return requestMilestoneRelease(state, id, required(findMilestone(state, command.ref)))
    case 'release':
      return requestRelease(state, id)
    case 'refund':
      return requestRefund(state, command)
    case 'dispute':
      return openDispute(state, command)
    case 'resolve': {
      const decision = decide(state, command)
      if (!decision.accepted || decision.plan.do !== 'resolve') throw new Error('A resolution was not planned as one')
      return acceptDecision(state, decision.plan.resolution)
    }
    case 'cancel':
      return cancel(state, command)
  }
}

function findFault(
  state: OrderState,
  balances: ReadonlyMap<string, bigint>,
  floors: ReadonlySet<string>,
  deposited: Stroops,
): string | null {
  const { buyerId, sellerId, orderId } = state.terms
  const at = (name: string) => balances.get(name) ?? 0n
  for (const name of floors) if (at(name) < 0n) return `${name} is ${at(name)}`
  const reserved = at(orderReserved(orderId).name)
  const accounts = hasMilestones(state.terms)
    ? state.milestones.map((_, index) => orderEscrow(orderId, index))
    : [orderEscrow(orderId)]
  const inEscrow = accounts.reduce((sum, { name }) => sum + at(name), 0n)
  const expected = impliedByState(state)
  if (reserved !== expected.reserved) return `${state.status} with ${reserved} reserved instead of ${expected.reserved}`
  if (inEscrow !== expected.inEscrow)
    return `${state.status} with ${inEscrow} in escrow instead of ${expected.inEscrow}`
  const available = (userId: UserId) => at(userAvailable(userId).name)
  const owed = available(buyerId) + available(sellerId) + reserved + inEscrow
  const commission = at(platformFees.name)
  const borne = feePolicyOf(state.terms) === 'platform_absorbs' ? 0n : deposited - owed - commission
  if (borne < 0n || owed + commission + borne !== deposited) {
    return `${owed} is owed and ${commission} earned of ${deposited} paid in`
  }
  const mostBorne = (amountOf(state.terms) * PROTOCOL_FEE_BPS) / BASIS_POINTS
  if (borne > mostBorne) return `people bore ${borne} of fees, more than the protocol takes (${mostBorne})`
  const onChain = at(wallet(buyerId).name) + at(wallet(sellerId).name) + at(`escrow:${CONTRACT}`)
  if (onChain !== owed) return `${onChain} is held for ${owed} owed, after every top-up`
  return null
}

/** What the order's state says its two accounts must hold. */
function impliedByState(state: OrderState): { reserved: bigint; inEscrow: bigint } {
  const amount = amountOf(state.terms)
  switch (state.status) {
    case 'ORDER_CREATED':
    case 'CLOSED':
      return { reserved: 0n, inEscrow: 0n }
    case 'FUNDS_RESERVED':
    case 'ESCROW_CREATING':
    case 'ESCROW_FUNDING':
      return { reserved: amount, inEscrow: 0n }
    default:
      return { reserved: 0n, inEscrow: openAmount(state) }
  }
}
