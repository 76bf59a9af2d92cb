// Written by `npm run sdk:generate` from the schemas and catalogues of the API. Changes here are lost.

import type { DisputeDecision, DisputeReason, FinalStatus, Party, WithdrawalFailureCode } from './types.ts'

/** Every type of event, and the kind of thing it is about. */
export const EVENT_TYPES = {
  'order.created': 'order',
  'order.funds_reserved': 'order',
  'order.escrow_creating': 'order',
  'order.escrow_funding': 'order',
  'order.escrow_funded': 'order',
  'order.in_progress': 'order',
  'order.release_requested': 'order',
  'order.released': 'order',
  'order.refund_requested': 'order',
  'order.refunded': 'order',
  'order.disputed': 'order',
  'order.canceled': 'order',
  'order.closed': 'order',
  'milestone.completed': 'order',
  'milestone.released': 'order',
  'milestone.resolved': 'order',
  'deadline.approaching': 'order',
  'deadline.extended': 'order',
  'escrow.created': 'escrow',
  'escrow.funded': 'escrow',
  'escrow.released': 'escrow',
  'escrow.disputed': 'escrow',
  'escrow.resolved': 'escrow',
  'dispute.opened': 'dispute',
  'dispute.assigned': 'dispute',
  'dispute.escalated': 'dispute',
  'dispute.resolved': 'dispute',
  'balance.credited': 'balance',
  'balance.reserved': 'balance',
  'balance.unreserved': 'balance',
  'balance.debited': 'balance',
  'withdrawal.requested': 'withdrawal',
  'withdrawal.completed': 'withdrawal',
  'withdrawal.failed': 'withdrawal',
  'user.created': 'user',
  'wallet.ready': 'wallet',
  'wallet.stray_deposit': 'wallet',
  'wallet.unexplained_transfer': 'wallet',
  'audit.difference_found': 'finding',
  'audit.difference_resolved': 'finding',
} as const

/** A type of event. */
export type EventType = keyof typeof EVENT_TYPES

/** What `event.payload` holds, by type. */
export type EventPayloads = {
  'order.created': {
    orderId: string
    buyerId: string
    sellerId: string
    /** A decimal string with two decimals. Example: `50.00` */
    amount: string
    currency: 'USD'
    status: 'ORDER_CREATED'
  }
  'order.funds_reserved': {
    orderId: string
    buyerId: string
    sellerId: string
    /** A decimal string with two decimals. Example: `50.00` */
    amount: string
    currency: 'USD'
    status: 'FUNDS_RESERVED'
  }
  'order.escrow_creating': {
    orderId: string
    buyerId: string
    sellerId: string
    /** A decimal string with two decimals. Example: `50.00` */
    amount: string
    currency: 'USD'
    status: 'ESCROW_CREATING'
    escrowId: string
  }
  'order.escrow_funding': {
    orderId: string
    buyerId: string
    sellerId: string
    /** A decimal string with two decimals. Example: `50.00` */
    amount: string
    currency: 'USD'
    status: 'ESCROW_FUNDING'
    escrowId: string
  }
  'order.escrow_funded': {
    orderId: string
    buyerId: string
    sellerId: string
    /** A decimal string with two decimals. Example: `50.00` */
    amount: string
    currency: 'USD'
    status: 'ESCROW_FUNDED'
    escrowId: string
    contractId: string
    /** The transaction that shows it. */
    transactionHash: string
  }
  'order.in_progress': {
    orderId: string
    buyerId: string
    sellerId: string
    /** A decimal string with two decimals. Example: `50.00` */
    amount: string
    currency: 'USD'
    status: 'IN_PROGRESS'
  }
  'order.release_requested': {
    orderId: string
    buyerId: string
    sellerId: string
    /** A decimal string with two decimals. Example: `50.00` */
    amount: string
    currency: 'USD'
    status: 'RELEASE_REQUESTED'
  }
  'order.released': {
    orderId: string
    buyerId: string
    sellerId: string
    /** A decimal string with two decimals. Example: `50.00` */
    amount: string
    currency: 'USD'
    /** The transaction that shows it. */
    transactionHash: string
    /** A decimal string with seven decimals. Example: `50.0000000` */
    creditedExact?: string | undefined
    /** A decimal string with seven decimals. Example: `50.0000000` */
    protocolFeeExact?: string | undefined
    /** A decimal string with seven decimals. Example: `50.0000000` */
    platformFeeExact?: string | undefined
    status: 'RELEASED'
  }
  'order.refund_requested': {
    orderId: string
    buyerId: string
    sellerId: string
    /** A decimal string with two decimals. Example: `50.00` */
    amount: string
    currency: 'USD'
    status: 'REFUND_REQUESTED'
    reason: string | null
  }
  'order.refunded': {
    orderId: string
    buyerId: string
    sellerId: string
    /** A decimal string with two decimals. Example: `50.00` */
    amount: string
    currency: 'USD'
    /** The transaction that shows it. */
    transactionHash: string
    /** A decimal string with seven decimals. Example: `50.0000000` */
    creditedExact?: string | undefined
    /** A decimal string with seven decimals. Example: `50.0000000` */
    protocolFeeExact?: string | undefined
    /** A decimal string with seven decimals. Example: `50.0000000` */
    platformFeeExact?: string | undefined
    status: 'REFUNDED'
  }
  'order.disputed': {
    orderId: string
    buyerId: string
    sellerId: string
    /** A decimal string with two decimals. Example: `50.00` */
    amount: string
    currency: 'USD'
    disputeId: string
    openedBy: Party
    reason: DisputeReason
    status: 'DISPUTED'
  }
  'order.canceled': {
    orderId: string
    buyerId: string
    sellerId: string
    /** A decimal string with two decimals. Example: `50.00` */
    amount: string
    currency: 'USD'
    status: 'CLOSED'
    finalStatus: FinalStatus
    /** Only of an order that was cancelled. */
    canceledBy?: string | undefined
    performedBy?: string | undefined
    reason?: string | null | undefined
  }
  'order.closed': {
    orderId: string
    buyerId: string
    sellerId: string
    /** A decimal string with two decimals. Example: `50.00` */
    amount: string
    currency: 'USD'
    status: 'CLOSED'
    finalStatus: FinalStatus
    /** Only of an order that was cancelled. */
    canceledBy?: string | undefined
    performedBy?: string | undefined
    reason?: string | null | undefined
  }
  'milestone.completed': {
    orderId: string
    buyerId: string
    sellerId: string
    /** A decimal string with two decimals. Example: `50.00` */
    amount: string
    currency: 'USD'
    milestoneRef: string
    /** The transaction that shows it. */
    transactionHash: string
  }
  'milestone.released': {
    orderId: string
    buyerId: string
    sellerId: string
    /** A decimal string with two decimals. Example: `50.00` */
    amount: string
    currency: 'USD'
    milestoneRef: string
    /** The transaction that shows it. */
    transactionHash: string
  }
  'milestone.resolved': {
    orderId: string
    buyerId: string
    sellerId: string
    /** A decimal string with two decimals. Example: `50.00` */
    amount: string
    currency: 'USD'
    milestoneRef: string
    /** The transaction that shows it. */
    transactionHash: string
    /** A decimal string with two decimals. Example: `50.00` */
    releaseAmount: string
    /** A decimal string with two decimals. Example: `50.00` */
    refundAmount: string
  }
  'deadline.approaching': {
    orderId: string
    buyerId: string
    sellerId: string
    /** A decimal string with two decimals. Example: `50.00` */
    amount: string
    currency: 'USD'
    deadline: 'reservation' | 'review' | 'dispute'
    milestoneRef: string | null
    dueAt: string
  }
  'deadline.extended': {
    orderId: string
    buyerId: string
    sellerId: string
    /** A decimal string with two decimals. Example: `50.00` */
    amount: string
    currency: 'USD'
    deadline: 'reservation' | 'review' | 'dispute'
    milestoneRef: string | null
    dueAt: string
  }
  'escrow.created': {
    escrowId: string
    orderId: string
    contractId: string
  }
  'escrow.funded': {
    escrowId: string
    orderId: string
    contractId: string
    /** The transaction that shows it. */
    transactionHash: string
  }
  'escrow.released': {
    escrowId: string
    orderId: string
    contractId: string
    /** The transaction that shows it. */
    transactionHash: string
  }
  'escrow.disputed': {
    escrowId: string
    orderId: string
    contractId: string
    /** The transaction that shows it. */
    transactionHash: string
  }
  'escrow.resolved': {
    escrowId: string
    orderId: string
    contractId: string
    /** The transaction that shows it. */
    transactionHash: string
    finalStatus: FinalStatus
  }
  'dispute.opened': {
    disputeId: string
    orderId: string
    openedBy: Party
    reason: DisputeReason
  }
  'dispute.assigned': {
    disputeId: string
    orderId: string
    assignedTo: string
  }
  'dispute.escalated': {
    disputeId: string
    orderId: string
    openedBy: Party
    reason: DisputeReason
    assignedTo: string
  }
  'dispute.resolved': {
    disputeId: string
    orderId: string
    openedBy: Party
    reason: DisputeReason
    decision: DisputeDecision
    /** A decimal string with two decimals. Example: `50.00` */
    releaseAmount: string
    /** A decimal string with two decimals. Example: `50.00` */
    refundAmount: string
  }
  'balance.credited': {
    userId: string
    /** A decimal string with two decimals. Example: `50.00` */
    amount: string
    currency: 'USD'
    reason: 'deposit' | 'order_released' | 'order_refunded' | 'milestone_released' | 'milestone_refunded'
    /** Not of a deposit. */
    orderId?: string | undefined
    milestoneRef?: string | undefined
    /** A decimal string with seven decimals. Example: `50.0000000` */
    amountExact?: string | undefined
    /** Of a deposit: the account that paid. */
    from?: string | undefined
    /** The transaction that shows it. */
    transactionHash?: string | undefined
    ledger?: number | undefined
  }
  'balance.reserved': {
    userId: string
    /** A decimal string with two decimals. Example: `50.00` */
    amount: string
    currency: 'USD'
    /** Not of a withdrawal. */
    orderId?: string | undefined
    /** Only of a withdrawal. */
    withdrawalId?: string | undefined
    reason?: 'withdrawal' | undefined
  }
  'balance.unreserved': {
    userId: string
    /** A decimal string with two decimals. Example: `50.00` */
    amount: string
    currency: 'USD'
    /** Not of a withdrawal. */
    orderId?: string | undefined
    /** Only of a withdrawal. */
    withdrawalId?: string | undefined
    reason?: 'withdrawal_failed' | undefined
  }
  'balance.debited': {
    userId: string
    /** A decimal string with two decimals. Example: `50.00` */
    amount: string
    currency: 'USD'
    /** Not of a withdrawal. */
    orderId?: string | undefined
    /** Only of a withdrawal. */
    withdrawalId?: string | undefined
    reason: 'escrow_funded' | 'withdrawal'
  }
  'withdrawal.requested': {
    withdrawalId: string
    userId: string
    /** A decimal string with two decimals. Example: `50.00` */
    amount: string
    currency: 'USD'
    /** A decimal string with seven decimals. Example: `50.0000000` */
    amountExact: string
    destination: string
    memoType: 'text' | 'id' | null
    memo: string | null
    status: 'PENDING'
  }
  'withdrawal.completed': {
    withdrawalId: string
    userId: string
    /** A decimal string with two decimals. Example: `50.00` */
    amount: string
    currency: 'USD'
    /** A decimal string with seven decimals. Example: `50.0000000` */
    amountExact: string
    destination: string
    memoType: 'text' | 'id' | null
    memo: string | null
    status: 'COMPLETED'
    /** The transaction that shows it. */
    transactionHash: string
    ledger: number
  }
  'withdrawal.failed': {
    withdrawalId: string
    userId: string
    /** A decimal string with two decimals. Example: `50.00` */
    amount: string
    currency: 'USD'
    /** A decimal string with seven decimals. Example: `50.0000000` */
    amountExact: string
    destination: string
    memoType: 'text' | 'id' | null
    memo: string | null
    status: 'FAILED'
    failureCode: WithdrawalFailureCode
    failureReason: string
  }
  'user.created': {
    userId: string
    externalUserId: string
    type: string
  }
  'wallet.ready': {
    userId: string
    address: string
    /** The transaction that shows it. */
    transactionHash: string
    ledger: number
  }
  'wallet.stray_deposit': {
    address: string
    from: string
    /** A decimal string with two decimals. Example: `50.00` */
    amount: string
    currency: 'USD'
    /** A decimal string with seven decimals. Example: `50.0000000` */
    amountExact: string
    /** The transaction that shows it. */
    transactionHash: string
    ledger: number
  }
  'wallet.unexplained_transfer': {
    address: string
    userId: string | null
    to: string
    /** A decimal string with two decimals. Example: `50.00` */
    amount: string
    currency: 'USD'
    /** A decimal string with seven decimals. Example: `50.0000000` */
    amountExact: string
    /** The transaction that shows it. */
    transactionHash: string
    ledger: number
  }
  'audit.difference_found': {
    findingId: string
    kind: string
    subject: string
    firstLedger: number
    firstSeenAt: string
    expected: string
    actual: string
  }
  'audit.difference_resolved': {
    findingId: string
    kind: string
    subject: string
    firstLedger: number
    firstSeenAt: string
    resolvedLedger: number | null
  }
}
