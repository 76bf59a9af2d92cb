import type { Database } from '../../db/connect.ts'
import { type ClassifiedTransfer, commitTransfers } from '../../db/deposits/commitTransfers.ts'
import { readCursor } from '../../db/deposits/readCursor.ts'
import type { Stroops } from '../../domain/money.ts'
import { acceptDecision, frozen, openDispute, resolved } from '../../domain/order/changes/dispute.ts'
import { refunded, requestRefund } from '../../domain/order/changes/refund.ts'
import type { DisputeCommand } from '../../domain/order/command.ts'
import type { OrderState, Resolution } from '../../domain/order/state.ts'
import type { Step } from '../../domain/order/step.ts'
import type { OrderTerms } from '../../domain/order/terms.ts'
import {
  deploy,
  fundIt,
  randomAddress,
  randomContract,
  reservedOrder,
  someCommand,
  someProof,
  take,
} from '../setup/books.ts'

/** An order whose contract holds the money. */
export async function orderInProgress(db: Database, terms: OrderTerms): Promise<OrderState> {
  return await fundIt(db, await deploy(db, await reservedOrder(db, terms), randomContract()))
}

export async function disputeIt(
  db: Database,
  state: OrderState,
  more: Partial<Pick<DisputeCommand, 'openedBy' | 'reason' | 'description'>> = {},
): Promise<OrderState> {
  const commandId = someCommand()
  const facts = { openedBy: 'BUYER', reason: 'QUALITY_ISSUE', ...more } as const
  const opened = await take(db, openDispute(state, { kind: 'dispute', commandId, ...facts }))
  return await take(db, frozen(opened, commandId, someProof()))
}

/** A decision that gives this much to the seller and the rest to the buyer. */
export function decisionOf(state: OrderState, release: bigint, note?: string): Resolution {
  const refund = BigInt(state.terms.amountStroops) - release
  const decision = refund === 0n ? 'FULL_RELEASE' : release === 0n ? 'FULL_REFUND' : 'SPLIT'
  const parts = { releaseStroops: String(release), refundStroops: String(refund) }
  return { commandId: someCommand(), decision, ...parts, ...(note !== undefined && { note }) }
}

/** The last step of a resolution, not yet committed. */
export async function decided(
  db: Database,
  state: OrderState,
  resolution: Resolution,
  dust: bigint = 0n,
): Promise<Step> {
  const { releaseStroops, refundStroops } = resolution
  const paid = { releaseStroops, refundStroops, dustStroops: String(dust) }
  return resolved(await take(db, acceptDecision(state, resolution)), resolution, someProof(), paid)
}

/** The last step of a refund, not yet committed. */
export async function refunding(db: Database, state: OrderState, dust: bigint = 0n): Promise<Step> {
  const commandId = someCommand()
  const requested = await take(db, requestRefund(state, { kind: 'refund', commandId }))
  const paid = { releaseStroops: '0', refundStroops: state.terms.amountStroops, dustStroops: String(dust) }
  return refunded(requested, commandId, someProof(), paid)
}

export function contractOf({ terms, escrow }: OrderState): string {
  if (!escrow?.contractId) throw new Error(`Order ${terms.orderId} has no contract`)
  return escrow.contractId
}

let transfers = 0

/** A transfer as the watcher hands it on. */
export function someTransfer(
  facts: Pick<ClassifiedTransfer, 'verdict' | 'to'> & { amount: Stroops; userId?: ClassifiedTransfer['userId'] },
): ClassifiedTransfer {
  const { amount, userId, ...rest } = facts
  const eventId = `${String(++transfers).padStart(19, '0')}-0000000001`
  const { transactionHash, ledger } = someProof()
  const base = {
    eventId,
    transactionHash,
    ledger,
    from: randomAddress(),
    amountStroops: String(amount),
    toMuxedId: null,
  }
  return { ...base, ...rest, ...(userId !== undefined && { userId }) }
}

/** The watcher comes upon these transfers. */
export async function watch(db: Database, ...seen: ClassifiedTransfer[]): Promise<void> {
  const expectedCursor = await readCursor(db, 'usdc')
  const nextCursor = `${expectedCursor ?? ''}+`
  await commitTransfers(db, { watcher: 'usdc', expectedCursor, nextCursor, ledger: 1_000, transfers: seen })
}
