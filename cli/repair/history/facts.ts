import {
  type ChangeResult,
  type DecidedTooEarly,
  isTooEarly,
  type OrderChange,
  RECORDERS,
} from '../../../domain/order/change.ts'
import type { Did, OrderHistory } from './orderHistory.ts'

const RECORDER_NAMES: ReadonlySet<string> = new Set(RECORDERS)

/** A change that the order's workflow had committed, with what became of it. */
export type CommittedChange = {
  readonly change: OrderChange
  readonly result: Exclude<ChangeResult, DecidedTooEarly>
}

/** What came too early was not committed then; it is here where it was committed in the end. */
export function changesIn({ did }: OrderHistory): CommittedChange[] {
  return did.flatMap(({ activity, args, result: answer }) => {
    const result = answer as ChangeResult
    return RECORDER_NAMES.has(activity) && !isTooEarly(result) ? [{ change: args[0] as OrderChange, result }] : []
  })
}

/** The version that the order's workflow has reached. */
export function versionIn(history: OrderHistory): number {
  const { version: carried } = history.carried
  return changesIn(history).reduce((version, { result }) => (result.applied ? result.version : version), carried)
}

/** The order's contract, as soon as anybody could know it. */
export function contractIn(history: OrderHistory): string | null {
  const prepared = history.did.findLast(({ activity }) => activity === 'prepareEscrowDeployment')
  return (prepared?.result as { contractId?: string } | undefined)?.contractId ?? null
}

/** Transactions on chain that the workflow of an order or a withdrawal was told of. */
export function transactionsIn({ did }: Pick<OrderHistory, 'did'>): string[] {
  return did.flatMap(({ result }) => hashOf(result) ?? hashOf(proofOf(result)) ?? [])
}

export function othersIn({ did }: Pick<OrderHistory, 'did'>, activity: string): Did[] {
  return did.filter((each) => each.activity === activity)
}

function proofOf(result: unknown): unknown {
  return typeof result === 'object' && result !== null && 'proof' in result ? result.proof : null
}

function hashOf(value: unknown): string | null {
  if (typeof value !== 'object' || value === null || !('transactionHash' in value)) return null
  return typeof value.transactionHash === 'string' ? value.transactionHash : null
}
