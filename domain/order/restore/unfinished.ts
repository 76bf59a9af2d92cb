import { invariant } from '../../invariant.ts'
import type { OrderCommand } from '../command.ts'
import type { StoredChange, StoredOrder } from './storedOrder.ts'

/** A command that was accepted and whose chain steps had not come to their end. */
export type Unfinished = {
  readonly command: OrderCommand
  /** The one milestone that it is about. */
  readonly milestone: number | null
  /** The milestones that it has paid out so far. */
  readonly paid: ReadonlySet<number>
}

/** The commands under way, in the order in which they were accepted. */
export function unfinishedIn(order: StoredOrder): readonly Unfinished[] {
  switch (order.status) {
    case 'ESCROW_CREATING':
      return [creation(order), ...queuedFunding(order)]
    case 'ESCROW_FUNDING': {
      const started = last(order, 'started')
      // Between the deployment and the start of the funding that waited for it, nothing of it was committed but its queueing.
      return started === null ? queuedFunding(order) : [unfinished({ kind: 'fund', ...by(started) })]
    }
    case 'IN_PROGRESS':
      return busyMilestones(order)
    case 'RELEASE_REQUESTED':
    case 'REFUND_REQUESTED':
      return [payout(order)]
    case 'DISPUTED':
      return disputing(order)
    default:
      return []
  }
}

const NONE: ReadonlySet<number> = new Set()

function unfinished(command: OrderCommand, more: Partial<Unfinished> = {}): Unfinished {
  return { command, milestone: null, paid: NONE, ...more }
}

function by({ commandId }: StoredChange): Pick<StoredChange, 'commandId'> {
  return { commandId }
}

function last({ changes }: StoredOrder, name: string): StoredChange | null {
  return changes.findLast((change) => change.name === name) ?? null
}

function required(order: StoredOrder, name: string): StoredChange {
  const change = last(order, name)
  invariant(change, `Order ${order.terms.orderId} is ${order.status}, but its change "${name}" is not recorded`)
  return change
}

function creation(order: StoredOrder): Unfinished {
  return unfinished({ kind: 'createEscrow', ...by(required(order, 'requestEscrow')) })
}

function queuedFunding(order: StoredOrder): Unfinished[] {
  const queued = last(order, 'queued')
  return queued === null ? [] : [unfinished({ kind: 'fund', ...by(queued) })]
}

function payout(order: StoredOrder): Unfinished {
  const requested = required(order, 'requested')
  const kind = order.status === 'RELEASE_REQUESTED' ? 'release' : 'refund'
  return unfinished({ kind, ...by(requested) }, { paid: paidBy(order, requested) })
}

/** The milestones that a command has paid out, by the names of its changes. */
function paidBy({ changes }: StoredOrder, { commandId }: StoredChange): ReadonlySet<number> {
  const names = changes.filter((change) => change.commandId === commandId).map(({ name }) => name)
  return new Set(names.flatMap((name) => (name.startsWith('paid:') ? [Number(name.slice('paid:'.length))] : [])))
}

function disputing(order: StoredOrder): Unfinished[] {
  const { dispute } = order
  invariant(dispute, `Order ${order.terms.orderId} is DISPUTED, but its dispute is not recorded`)
  const { openedBy, reason, description } = dispute
  const opened = required(order, 'opened')
  const decided = last(order, 'decided')
  const opening = unfinished({
    kind: 'dispute',
    ...by(opened),
    openedBy,
    reason,
    ...(description !== null && { description }),
  })
  const isFrozen = last(order, 'frozen') !== null
  return [...(isFrozen ? [] : [opening]), ...(decided === null ? [] : [resolving(order, decided)])]
}

function resolving(order: StoredOrder, decided: StoredChange): Unfinished {
  const { decision, releaseStroops, refundStroops, note } = order.dispute ?? {}
  invariant(decision, `Order ${order.terms.orderId} has a decision on its dispute that is not recorded`)
  const parts =
    decision === 'SPLIT' && releaseStroops && refundStroops
      ? { releaseAmount: releaseStroops, refundAmount: refundStroops }
      : {}
  const command = {
    kind: 'resolve',
    ...by(decided),
    actor: 'SUPPORT',
    decision,
    ...parts,
    ...(note && { note }),
  } as const
  return unfinished(command, { paid: paidBy(order, decided) })
}

/** Milestones that are being completed or released by themselves, each by a command of its own. */
function busyMilestones(order: StoredOrder): Unfinished[] {
  const begun = { COMPLETING: 'completing', RELEASING: 'releasing' } as const
  const assigned = new Set<number>()
  return order.changes.flatMap((change): Unfinished[] => {
    const kind = change.name === begun.COMPLETING ? 'completeMilestone' : 'releaseMilestone'
    if (change.name !== begun.COMPLETING && change.name !== begun.RELEASING) return []
    const status = kind === 'completeMilestone' ? 'COMPLETING' : 'RELEASING'
    const seen = order.commands.find(({ commandId }) => commandId === change.commandId)?.busyMilestones ?? []
    const isDone = order.changes.some(({ commandId, name }) => commandId === change.commandId && ends(name))
    const index = order.milestones.findIndex(
      (each, at) => !isDone && each.status === status && !assigned.has(at) && seen.includes(at),
    )
    const ref = order.milestones[index]?.ref
    if (ref === undefined) return []
    assigned.add(index)
    return [unfinished({ kind, ref, ...by(change) }, { milestone: index })]
  })
}

function ends(name: string): boolean {
  return name === 'completed' || name.startsWith('paid:')
}
