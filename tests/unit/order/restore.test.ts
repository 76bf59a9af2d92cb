import { describe, expect, it } from 'vitest'
import type { CommandId, UserId } from '../../../domain/ids.ts'
import type { OrderChange } from '../../../domain/order/change.ts'
import { create } from '../../../domain/order/changes/create.ts'
import { deployed, noteContractId, requestEscrow } from '../../../domain/order/changes/createEscrow.ts'
import { acceptDecision, frozen, openDispute } from '../../../domain/order/changes/dispute.ts'
import { funded, queueFunding, startFunding } from '../../../domain/order/changes/fund.ts'
import {
  milestoneCompleted,
  requestCompletion,
  requestMilestoneRelease,
} from '../../../domain/order/changes/milestone.ts'
import { payMilestone } from '../../../domain/order/changes/payMilestone.ts'
import { requestRefund } from '../../../domain/order/changes/refund.ts'
import { requestRelease } from '../../../domain/order/changes/release.ts'
import { reserve } from '../../../domain/order/changes/reserve.ts'
import type { OrderCommand } from '../../../domain/order/command.ts'
import { decide } from '../../../domain/order/decide.ts'
import type { DisputeDecision } from '../../../domain/order/dispute.ts'
import { milestoneAt } from '../../../domain/order/milestones.ts'
import type { StoredCommand } from '../../../domain/order/restore/neverTaken.ts'
import { readChangeKey, type StoredOrder } from '../../../domain/order/restore/storedOrder.ts'
import { restoreOrder } from '../../../domain/order/restore.ts'
import { newOrderState, type OrderState, type Resolution } from '../../../domain/order/state.ts'
import type { Step } from '../../../domain/order/step.ts'
import type { OrderTerms } from '../../../domain/order/terms.ts'

const TERMS: OrderTerms = {
  orderId: 'ord_1',
  buyerId: 'usr_b' as UserId,
  sellerId: 'usr_s' as UserId,
  amountStroops: '500000000',
  currency: 'USD',
  platformFeeBps: 0,
}
const PARTS: OrderTerms = {
  ...TERMS,
  milestones: ['a', 'b', 'c'].map((ref, at) => ({
    ref,
    title: ref,
    amountStroops: at === 2 ? '100000000' : '200000000',
  })),
}
const PROOF = { transactionHash: 'f'.repeat(64), ledger: 9, eventIndex: 0 }
const id = (name: string): CommandId => `cmd_${name}`

/** An order as its workflow left it: what it had decided, and what the database therefore has. */
type Life = { readonly state: OrderState; readonly changes: readonly OrderChange[] }
const born = (terms: OrderTerms): Life => ({ state: newOrderState(terms), changes: [] })
const taking = (life: Life, ...steps: ((state: OrderState) => Step)[]): Life =>
  steps.reduce(({ state, changes }, make) => {
    const step = make(state)
    return { state: step.next, changes: [...changes, step.change] }
  }, life)

const reserved = (terms = TERMS) =>
  taking(
    born(terms),
    (state) => create(state, id('create')),
    (state) => reserve(state, id('reserve')),
  )
const creating = (terms = TERMS) => taking(reserved(terms), (state) => requestEscrow(state, id('escrow')))
const named = (terms = TERMS) => taking(creating(terms), (state) => noteContractId(state, id('escrow'), 'C1'))
const queued = () => taking(named(), (state) => queueFunding(state, id('fund')))
const standing = (terms = TERMS) => taking(named(terms), (state) => deployed(state, id('escrow')))
const funding = (terms = TERMS) => taking(standing(terms), (state) => startFunding(state, id('fund')))
const inProgress = (terms = TERMS) => taking(funding(terms), (state) => funded(state, id('fund'), PROOF))
const DISPUTE = { kind: 'dispute', commandId: id('dispute'), openedBy: 'SELLER', reason: 'OTHER' } as const
const disputed = (terms = TERMS) => taking(inProgress(terms), (state) => openDispute(state, DISPUTE))
const frozenOne = (terms = TERMS) => taking(disputed(terms), (state) => frozen(state, id('dispute'), PROOF))
const decision = (kind: DisputeDecision, releaseStroops: string, refundStroops: string): Resolution => ({
  commandId: id('resolve'),
  decision: kind,
  releaseStroops,
  refundStroops,
  note: 'as agreed',
})
const SPLIT = decision('SPLIT', '300000000', '200000000')
const paying = (kind: 'release' | 'refund' | 'resolve' | 'releaseMilestone', index: number) => (state: OrderState) =>
  payMilestone(state, {
    commandId: id(kind),
    kind,
    index,
    ...(kind === 'refund'
      ? { releaseStroops: '0', refundStroops: '200000000' }
      : { releaseStroops: '200000000', refundStroops: '0' }),
    proof: PROOF,
  })

/** What the database has of it; a part that comes to no other state is left to the order's own commands. */
function stored({ state, changes }: Life, pending: readonly StoredCommand[] = []): StoredOrder {
  const commands = new Map<string, StoredCommand>()
  for (const { outcome, milestones } of changes) {
    if (!outcome) continue
    const { commandId, kind, status } = outcome
    const busyMilestones = (milestones ?? []).flatMap((each, at) =>
      each.status === 'COMPLETING' || each.status === 'RELEASING' ? [at] : [],
    )
    const known = commands.get(commandId)
    commands.set(commandId, { commandId, kind, status, busyMilestones: known?.busyMilestones ?? busyMilestones })
  }
  const patch = changes.findLast(({ dispute }) => dispute?.resolution)?.dispute?.resolution
  return {
    terms: state.terms,
    status: state.status,
    version: state.version,
    escrow: state.escrow,
    milestones: state.milestones,
    dispute: state.dispute && {
      disputeId: state.dispute.disputeId,
      openedBy: state.dispute.openedBy,
      reason: state.dispute.reason,
      description: null,
      decision: patch?.decision ?? null,
      releaseStroops: patch?.releaseStroops ?? null,
      refundStroops: patch?.refundStroops ?? null,
      note: patch?.note ?? null,
    },
    deadlines: [],
    changes: changes.map(({ key, expectedVersion }) => ({
      version: expectedVersion + 1,
      ...readChangeKey(state.terms.orderId, key),
    })),
    commands: [...commands.values(), ...pending],
    renewal: { count: 0, lastMs: 0 },
  }
}

/** The change with which the restored order takes a command that is sent to it again. */
function retake(state: OrderState, command: OrderCommand): Step {
  const answer = decide(state, command)
  if (!answer.accepted) throw new Error(`"${command.kind}" is refused in ${state.status}: ${answer.rejection.message}`)
  const { plan } = answer
  switch (plan.do) {
    case 'createEscrow':
      return requestEscrow(state, command.commandId)
    case 'queueFund':
      return queueFunding(state, command.commandId)
    case 'fund':
      return startFunding(state, command.commandId)
    case 'completeMilestone':
      return requestCompletion(
        state,
        { ...command, kind: 'completeMilestone', ref: plan.milestone.ref },
        plan.milestone,
      )
    case 'releaseMilestone':
      return requestMilestoneRelease(state, command.commandId, plan.milestone)
    case 'release':
      return requestRelease(state, command.commandId)
    case 'refund':
      return requestRefund(state, { kind: 'refund', commandId: command.commandId })
    case 'dispute':
      return openDispute(state, DISPUTE)
    case 'resolve':
      return acceptDecision(state, plan.resolution)
    default:
      throw new Error(`"${plan.do}" is never under way`)
  }
}

/** The contract stands, and the funding that waited for it has not been started. */
const NEVER_BEGUN = 'ord_1:cmd_fund:started'

const CASES: readonly [string, Life, readonly string[]][] = [
  ['reserved', reserved(), []],
  ['whose escrow was asked for', creating(), ['createEscrow']],
  ['whose contract has a name', named(), ['createEscrow']],
  ['whose funding waits for the contract', queued(), ['createEscrow', 'fund']],
  ['whose contract stands', standing(), []],
  ['whose waiting funding has not begun', taking(queued(), (state) => deployed(state, id('escrow'))), ['fund']],
  ['being funded', funding(), ['fund']],
  ['in progress', inProgress(), []],
  ['being released', taking(inProgress(), (state) => requestRelease(state, id('release'))), ['release']],
  [
    'being refunded',
    taking(inProgress(), (state) => requestRefund(state, { kind: 'refund', commandId: id('refund') })),
    ['refund'],
  ],
  ['whose dispute is not on chain', disputed(), ['dispute']],
  ['whose dispute is on chain', frozenOne(), []],
  [
    'decided before its dispute is on chain',
    taking(disputed(), (state) => acceptDecision(state, SPLIT)),
    ['dispute', 'resolve'],
  ],
  ['decided', taking(frozenOne(), (state) => acceptDecision(state, SPLIT)), ['resolve']],
  [
    'frozen after it was decided',
    taking(
      disputed(),
      (state) => acceptDecision(state, SPLIT),
      (state) => frozen(state, id('dispute'), PROOF),
    ),
    ['resolve'],
  ],
  [
    'with a milestone being completed and another released',
    taking(
      inProgress(PARTS),
      (state) =>
        requestCompletion(state, { kind: 'completeMilestone', commandId: id('one'), ref: 'a' }, milestoneAt(state, 0)),
      (state) => requestMilestoneRelease(state, id('two'), milestoneAt(state, 1)),
    ),
    ['completeMilestone', 'releaseMilestone'],
  ],
  [
    'with a milestone that was completed and is being released',
    taking(
      inProgress(PARTS),
      (state) =>
        requestCompletion(state, { kind: 'completeMilestone', commandId: id('one'), ref: 'a' }, milestoneAt(state, 0)),
      (state) => milestoneCompleted(state, id('one'), milestoneAt(state, 0), 'f'),
      (state) => requestMilestoneRelease(state, id('two'), milestoneAt(state, 0)),
    ),
    ['releaseMilestone'],
  ],
  [
    'with a milestone that is paid',
    taking(
      inProgress(PARTS),
      (state) => requestMilestoneRelease(state, id('releaseMilestone'), milestoneAt(state, 0)),
      paying('releaseMilestone', 0),
    ),
    [],
  ],
  [
    'being released, one of three milestones paid',
    taking(inProgress(PARTS), (state) => requestRelease(state, id('release')), paying('release', 0)),
    ['release'],
  ],
  [
    'being refunded, one of three milestones paid',
    taking(
      inProgress(PARTS),
      (state) => requestRefund(state, { kind: 'refund', commandId: id('refund') }),
      paying('refund', 0),
    ),
    ['refund'],
  ],
  [
    'decided, one of three milestones paid',
    taking(frozenOne(PARTS), (state) => acceptDecision(state, SPLIT), paying('resolve', 0)),
    ['resolve'],
  ],
]

describe.each(CASES)('an order %s', (_, life, kinds) => {
  it(`is started again with what was not finished: ${kinds.join(', ') || 'nothing'}`, () => {
    const restored = restoreOrder(stored(life))
    expect(restored.commands.map(({ kind }) => kind)).toEqual(kinds)
    expect(restored.lost).toEqual([])
  })

  it('takes them again with changes that are there already, except one that was never made', () => {
    const { carried, commands } = restoreOrder(stored(life))
    const known = new Set(life.changes.map(({ key }) => key))
    let { state } = carried
    for (const command of commands) {
      const step = retake(state, command)
      if (step.change.key !== NEVER_BEGUN) expect(known).toContain(step.change.key)
      state = step.next
    }
    if (commands.length === 0) expect(state).toEqual(life.state)
    else expect(state.terms).toEqual(life.state.terms)
  })

  it("is at its row's version, so that whatever comes next fits", () => {
    expect(restoreOrder(stored(life)).carried.state.version).toBe(life.state.version)
  })

  it('knows the commands that came out, and none of those that it is sent again', () => {
    const { carried, commands } = restoreOrder(stored(life))
    const again = new Set(commands.map(({ commandId }) => commandId))
    const standings = carried.standings.map(([commandId]) => commandId)
    expect(standings.filter((commandId) => again.has(commandId))).toEqual([])
    expect(standings).toContain(id('create'))
  })
})

const waiting = (commandId: CommandId, kind: string): StoredCommand => ({
  commandId,
  kind,
  status: 'PENDING',
  busyMilestones: [],
})

describe('a command that was accepted and not looked at', () => {
  it('is sent again where its kind says all of it', () => {
    const { commands, lost } = restoreOrder(stored(inProgress(), [waiting(id('late'), 'release')]))
    expect(commands).toEqual([{ kind: 'release', commandId: id('late') }])
    expect(lost).toEqual([])
  })

  it('is told as lost where the database cannot say what it asked for', () => {
    const { commands, lost } = restoreOrder(stored(inProgress(), [waiting(id('late'), 'dispute')]))
    expect(commands).toEqual([])
    expect(lost.map(({ commandId }) => commandId)).toEqual([id('late')])
  })
})

it('refuses to start a closed order again', () => {
  const closed = { ...stored(inProgress()), status: 'CLOSED' } as const
  expect(() => restoreOrder(closed)).toThrow('is closed and needs no workflow')
})
