import type { OrderId, UserId, WithdrawalId } from '../ids.ts'

/**
 * The chart of accounts. `normal` is the side on which an account's balance counts as positive:
 * what is held on chain is an asset (debit), what is owed to people a liability (credit).
 * `floor` accounts may never go below zero and keep a running balance; the others are summed when read, so that
 * no posting waits for a row that every other posting wants.
 */
export const ACCOUNT_KINDS = {
  userAvailable: { normal: 'credit', floor: true, holds: 'owed' },
  orderReserved: { normal: 'credit', floor: true, holds: 'owed' },
  orderEscrow: { normal: 'credit', floor: true, holds: 'owed' },
  withdrawalPending: { normal: 'credit', floor: true, holds: 'owed' },
  wallet: { normal: 'debit', floor: true, holds: 'chain' },
  escrow: { normal: 'debit', floor: true, holds: 'chain' },
  treasury: { normal: 'debit', floor: false, holds: 'chain' },
  externalDeposits: { normal: 'credit', floor: false, holds: 'outside' },
  protocolFees: { normal: 'debit', floor: false, holds: 'result' },
  platformFees: { normal: 'credit', floor: false, holds: 'result' },
  suspense: { normal: 'credit', floor: false, holds: 'outside' },
} as const satisfies Record<string, AccountRules>

type AccountRules = { normal: 'debit' | 'credit'; floor: boolean; holds: 'owed' | 'chain' | 'outside' | 'result' }
export type AccountKind = keyof typeof ACCOUNT_KINDS

/** A ledger account: its name as stored, and the kind that says how it behaves. */
export type Account = { readonly name: string; readonly kind: AccountKind }

export const userAvailable = (userId: UserId): Account => ({ name: `user:${userId}:available`, kind: 'userAvailable' })
export const orderReserved = (orderId: OrderId): Account => ({
  name: `order:${orderId}:reserved`,
  kind: 'orderReserved',
})
/** What an order has in its contract; of an order with milestones, one account for each of them, counted from zero. */
export const orderEscrow = (orderId: OrderId, milestone?: number): Account => ({
  name: milestone === undefined ? `order:${orderId}:escrow` : `order:${orderId}:escrow:${milestone}`,
  kind: 'orderEscrow',
})
/** What a user takes out, from the moment it is set aside until it is paid or given back. */
export const withdrawalPending = (withdrawalId: WithdrawalId): Account => ({
  name: `withdrawal:${withdrawalId}:pending`,
  kind: 'withdrawalPending',
})
export const wallet = (userId: UserId): Account => ({ name: `wallet:${userId}`, kind: 'wallet' })
export const escrow = (contractId: string): Account => ({ name: `escrow:${contractId}`, kind: 'escrow' })
export const treasury: Account = { name: 'treasury', kind: 'treasury' }
export const externalDeposits: Account = { name: 'external:deposits', kind: 'externalDeposits' }
export const protocolFees: Account = { name: 'protocol_fees', kind: 'protocolFees' }
export const platformFees: Account = { name: 'platform_fees', kind: 'platformFees' }
export const suspense: Account = { name: 'suspense', kind: 'suspense' }
