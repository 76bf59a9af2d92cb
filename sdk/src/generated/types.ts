// Written by `npm run sdk:generate` from the schemas and catalogues of the API. Changes here are lost.

import type { ErrorCode } from './errors.ts'

/**
 * The states of an order, in the order of its life.
 * - `ORDER_CREATED`: The order exists; no money has moved yet.
 * - `FUNDS_RESERVED`: The buyer's money is set aside for this order. It can still be cancelled.
 * - `ESCROW_CREATING`: The escrow contract is being deployed on Stellar.
 * - `ESCROW_FUNDING`: The escrow contract stands and waits for the money, or is just receiving it.
 * - `ESCROW_FUNDED`: The money is locked in the escrow contract.
 * - `IN_PROGRESS`: The money is locked in the escrow contract and the seller is working.
 * - `RELEASE_REQUESTED`: The buyer approved the work; the contract is being told to pay the seller.
 * - `RELEASED`: The contract has paid the seller.
 * - `REFUND_REQUESTED`: The money is on its way back to the buyer.
 * - `REFUNDED`: The contract has paid the buyer back.
 * - `DISPUTED`: The parties disagree; support decides.
 * - `CLOSED`: The order is finished; nothing more will happen.
 */
export const ORDER_STATUSES = [
  'ORDER_CREATED',
  'FUNDS_RESERVED',
  'ESCROW_CREATING',
  'ESCROW_FUNDING',
  'ESCROW_FUNDED',
  'IN_PROGRESS',
  'RELEASE_REQUESTED',
  'RELEASED',
  'REFUND_REQUESTED',
  'REFUNDED',
  'DISPUTED',
  'CLOSED',
] as const
/**
 * The states of an order, in the order of its life.
 * - `ORDER_CREATED`: The order exists; no money has moved yet.
 * - `FUNDS_RESERVED`: The buyer's money is set aside for this order. It can still be cancelled.
 * - `ESCROW_CREATING`: The escrow contract is being deployed on Stellar.
 * - `ESCROW_FUNDING`: The escrow contract stands and waits for the money, or is just receiving it.
 * - `ESCROW_FUNDED`: The money is locked in the escrow contract.
 * - `IN_PROGRESS`: The money is locked in the escrow contract and the seller is working.
 * - `RELEASE_REQUESTED`: The buyer approved the work; the contract is being told to pay the seller.
 * - `RELEASED`: The contract has paid the seller.
 * - `REFUND_REQUESTED`: The money is on its way back to the buyer.
 * - `REFUNDED`: The contract has paid the buyer back.
 * - `DISPUTED`: The parties disagree; support decides.
 * - `CLOSED`: The order is finished; nothing more will happen.
 */
export type OrderStatus = (typeof ORDER_STATUSES)[number]

/** How a closed order ended. */
export const FINAL_STATUSES = ['RELEASED', 'REFUNDED', 'SPLIT', 'CANCELED'] as const
/** How a closed order ended. */
export type FinalStatus = (typeof FINAL_STATUSES)[number]

/** The states of an escrow contract. */
export const ESCROW_STATUSES = [
  'CREATING',
  'CREATED',
  'FUNDING',
  'FUNDED',
  'RELEASING',
  'DISPUTED',
  'RESOLVING',
  'RELEASED',
  'REFUNDED',
  'SPLIT',
  'ABANDONED',
] as const
/** The states of an escrow contract. */
export type EscrowStatus = (typeof ESCROW_STATUSES)[number]

/** The states of a milestone; the last three are final. */
export const MILESTONE_STATUSES = [
  'PENDING',
  'COMPLETING',
  'COMPLETED',
  'RELEASING',
  'DISPUTED',
  'RESOLVING',
  'RELEASED',
  'REFUNDED',
  'SPLIT',
] as const
/** The states of a milestone; the last three are final. */
export type MilestoneStatus = (typeof MILESTONE_STATUSES)[number]

/** What an order can be told to do. */
export const COMMAND_KINDS = [
  'reserve',
  'createEscrow',
  'fund',
  'completeMilestone',
  'releaseMilestone',
  'release',
  'refund',
  'dispute',
  'resolve',
  'cancel',
] as const
/** What an order can be told to do. */
export type CommandKind = (typeof COMMAND_KINDS)[number]

/** The two parties of an order. */
export const PARTIES = ['BUYER', 'SELLER'] as const
/** The two parties of an order. */
export type Party = (typeof PARTIES)[number]

/** The states of a dispute. `UNDER_REVIEW`: somebody of support has taken it. */
export const DISPUTE_STATUSES = ['OPEN', 'UNDER_REVIEW', 'RESOLVED'] as const
/** The states of a dispute. `UNDER_REVIEW`: somebody of support has taken it. */
export type DisputeStatus = (typeof DISPUTE_STATUSES)[number]

/** Why a dispute is opened. */
export const DISPUTE_REASONS = ['NOT_DELIVERED', 'QUALITY_ISSUE', 'OTHER'] as const
/** Why a dispute is opened. */
export type DisputeReason = (typeof DISPUTE_REASONS)[number]

/** How support decides a dispute. */
export const DISPUTE_DECISIONS = ['FULL_RELEASE', 'FULL_REFUND', 'SPLIT'] as const
/** How support decides a dispute. */
export type DisputeDecision = (typeof DISPUTE_DECISIONS)[number]

/**
 * The states of a withdrawal; the last two are final.
 * - `PENDING`: The amount is set aside, and the payment out of the wallet is under way.
 * - `COMPLETED`: The destination has the money.
 * - `FAILED`: Nothing was paid; the money is back in the balance.
 */
export const WITHDRAWAL_STATUSES = ['PENDING', 'COMPLETED', 'FAILED'] as const
/**
 * The states of a withdrawal; the last two are final.
 * - `PENDING`: The amount is set aside, and the payment out of the wallet is under way.
 * - `COMPLETED`: The destination has the money.
 * - `FAILED`: Nothing was paid; the money is back in the balance.
 */
export type WithdrawalStatus = (typeof WITHDRAWAL_STATUSES)[number]

/** Why nothing was paid. */
export const WITHDRAWAL_FAILURE_CODES = [
  'does_not_exist',
  'no_trustline',
  'not_authorized',
  'trustline_full',
  'rejected_by_network',
  'given_up',
] as const
/** Why nothing was paid. */
export type WithdrawalFailureCode = (typeof WITHDRAWAL_FAILURE_CODES)[number]

/** Why an address is refused. */
export const DESTINATION_REASONS = [
  'not_an_address',
  'is_a_contract',
  'is_ours',
  'does_not_exist',
  'is_the_issuer',
  'no_trustline',
  'not_authorized',
  'trustline_full',
  'memo_required',
] as const
/** Why an address is refused. */
export type DestinationReason = (typeof DESTINATION_REASONS)[number]

/** A buyer or seller, under your own id of them, and the wallet that is theirs. */
export type User = {
  /** Example: `usr_01kj9zq3x8e4v5w6y7a8b9c0d1` */
  id: string
  externalUserId: string
  email: string | null
  type: 'BUYER' | 'SELLER' | 'BOTH'
  status: 'ACTIVE'
  wallet: {
    /** The address of a Stellar account. Example: `GBBD47IF6LWK7P7MDEVSCWR7DPUWV3NY3DTQEVFL4NAT4AQH3ZLLFLA5` */
    address: string
    ready: boolean
  }
  /** A moment in UTC. Example: `2026-02-25T12:00:00.000Z` */
  createdAt: string
  /** A moment in UTC. Example: `2026-02-25T12:00:00.000Z` */
  created_at: string
}

/** What `createUser` takes. Registers a user and gives them a Stellar wallet. */
export type CreateUserRequest = {
  externalUserId: string
  email?: string | null | undefined
  type?: 'BUYER' | 'SELLER' | 'BOTH' | null | undefined
}

/** Where a list goes on. */
export type Pagination = {
  hasMore: boolean
  has_more: boolean
  /** The cursor of the next page. */
  nextCursor: string | null
  next_cursor: string | null
}

/** A user's wallet on Stellar. */
export type Wallet = {
  userId: string
  /** The address of a Stellar account. Example: `GBBD47IF6LWK7P7MDEVSCWR7DPUWV3NY3DTQEVFL4NAT4AQH3ZLLFLA5` */
  address: string
  status: 'PENDING' | 'READY'
  ready: boolean
  asset: {
    code: 'USDC'
    /** The address of a Stellar account. Example: `GBBD47IF6LWK7P7MDEVSCWR7DPUWV3NY3DTQEVFL4NAT4AQH3ZLLFLA5` */
    issuer: string
  }
  network: 'public' | 'testnet' | 'sandbox'
  /** The USDC that the wallet holds, by the ledger. Example: `50.0000000` */
  onChain: string
  /** What the platform will pay into the wallet for fees that it bears. Example: `50.0000000` */
  topUpsDue: string
}

/** A move of USDC into or out of a wallet, on chain. */
export type WalletTransaction = {
  id: string
  /** deposit: from outside; escrow_funding: into an order's contract; release and refund: out of one; top_up: the platform makes up for a fee; unexplained: seen on chain, and not made by us. */
  type: 'deposit' | 'escrow_funding' | 'release' | 'refund' | 'top_up' | 'unexplained' | 'other'
  direction: 'in' | 'out'
  /** An amount in units of the currency, with two decimals, rounded down. Example: `50.00` */
  amount: string
  /** An amount to the stroop, with seven decimals. Example: `50.0000000` */
  amountExact: string
  currency: 'USD'
  /** The account or contract on the other side, if there is one. */
  counterparty: string | null
  /** Example: `ord_01kj9zq3x8e4v5w6y7a8b9c0d1` */
  orderId: string | null
  transactionHash: string
  ledger: number
  /** A moment in UTC. Example: `2026-02-25T12:00:00.000Z` */
  createdAt: string
}

/** Where a user's USDC has to be sent. */
export type Deposit = {
  provider: 'crypto'
  method: 'stellar_address'
  /** The address of a Stellar account. Example: `GBBD47IF6LWK7P7MDEVSCWR7DPUWV3NY3DTQEVFL4NAT4AQH3ZLLFLA5` */
  address: string
  asset: {
    code: 'USDC'
    /** The address of a Stellar account. Example: `GBBD47IF6LWK7P7MDEVSCWR7DPUWV3NY3DTQEVFL4NAT4AQH3ZLLFLA5` */
    issuer: string
  }
  network: 'public' | 'testnet' | 'sandbox'
  /** Whether the wallet exists on the network and can be paid. */
  ready: boolean
  instructions: string
}

/** What a user has. Decimal strings, in units. */
export type Balance = {
  /** Example: `usr_01kj9zq3x8e4v5w6y7a8b9c0d1` */
  userId: string
  /** An amount in units of the currency, with two decimals, rounded down. Example: `50.00` */
  available: string
  /** An amount in units of the currency, with two decimals, rounded down. Example: `50.00` */
  reserved: string
  /** Set aside for withdrawals that are not paid yet. Example: `50.00` */
  withdrawing: string
  currency: 'USD'
  exact: {
    /** An amount to the stroop, with seven decimals. Example: `50.0000000` */
    available: string
    /** An amount to the stroop, with seven decimals. Example: `50.0000000` */
    reserved: string
    /** An amount to the stroop, with seven decimals. Example: `50.0000000` */
    withdrawing: string
  }
}

/** A move on a user's available or reserved balance. Decimal strings, to the stroop. */
export type BalanceEntry = {
  id: string
  kind:
    | 'deposit'
    | 'treasuryFunding'
    | 'reserve'
    | 'cancel'
    | 'fund'
    | 'release'
    | 'resolution'
    | 'feeTopUp'
    | 'escrowDust'
    | 'withdrawalRequest'
    | 'withdrawalPaid'
    | 'withdrawalReturn'
  /** Example: `ord_01kj9zq3x8e4v5w6y7a8b9c0d1` */
  orderId: string | null
  /** Example: `wdr_01kj9zq3x8e4v5w6y7a8b9c0d1` */
  withdrawalId: string | null
  balance: 'available' | 'reserved' | 'withdrawing'
  /** Positive when the balance rose. Example: `50.0000000` */
  amount: string
  currency: 'USD'
  transactionHash: string | null
  /** A moment in UTC. Example: `2026-02-25T12:00:00.000Z` */
  createdAt: string
}

/** An order between a buyer and a seller. Some fields are there in two spellings and mean the same. */
export type Order = {
  /** Example: `ord_01kj9zq3x8e4v5w6y7a8b9c0d1` */
  id: string
  clientOrderRef: string | null
  status: OrderStatus
  finalStatus: FinalStatus | null
  /** Example: `usr_01kj9zq3x8e4v5w6y7a8b9c0d1` */
  buyerId: string
  /** Example: `usr_01kj9zq3x8e4v5w6y7a8b9c0d1` */
  sellerId: string
  /** An amount in units of the currency, with two decimals, rounded down. Example: `50.00` */
  amount: string
  currency: 'USD'
  /** Who bears the contract's own fee. */
  feePolicy: 'platform_absorbs' | 'recipient_pays'
  title: string | null
  description: string | null
  metadata: Record<string, unknown> | null
  milestones: Milestone[]
  deadlines: Deadline[]
  escrow: Escrow | null
  dispute: DisputeOfOrder | null
  /** Example: `dsp_01kj9zq3x8e4v5w6y7a8b9c0d1` */
  disputeId: string | null
  /** Example: `dsp_01kj9zq3x8e4v5w6y7a8b9c0d1` */
  dispute_id: string | null
  /** One more with every change. */
  version: number
  /** A moment in UTC. Example: `2026-02-25T12:00:00.000Z` */
  createdAt: string
  /** A moment in UTC. Example: `2026-02-25T12:00:00.000Z` */
  created_at: string
  /** A moment in UTC. Example: `2026-02-25T12:00:00.000Z` */
  updatedAt: string
  /** A moment in UTC. Example: `2026-02-25T12:00:00.000Z` */
  reservedAt: string | null
  /** A moment in UTC. Example: `2026-02-25T12:00:00.000Z` */
  fundedAt: string | null
  /** A moment in UTC. Example: `2026-02-25T12:00:00.000Z` */
  closedAt: string | null
  timestamps: {
    /** A moment in UTC. Example: `2026-02-25T12:00:00.000Z` */
    createdAt: string
    /** A moment in UTC. Example: `2026-02-25T12:00:00.000Z` */
    created_at: string
    /** A moment in UTC. Example: `2026-02-25T12:00:00.000Z` */
    updatedAt: string
    /** A moment in UTC. Example: `2026-02-25T12:00:00.000Z` */
    updated_at: string
    /** A moment in UTC. Example: `2026-02-25T12:00:00.000Z` */
    reservedAt: string | null
    /** A moment in UTC. Example: `2026-02-25T12:00:00.000Z` */
    fundedAt: string | null
    /** A moment in UTC. Example: `2026-02-25T12:00:00.000Z` */
    closedAt: string | null
  }
}

/** A part of an order that is paid by itself. */
export type Milestone = {
  ref: string
  milestone_ref: string
  title: string
  /** An amount in units of the currency, with two decimals, rounded down. Example: `50.00` */
  amount: string
  status: MilestoneStatus
  /** The seller's part, before fees, once it is paid out. Example: `50.00` */
  releasedAmount: string | null
  /** The transaction that paid it out. */
  transactionHash: string | null
}

/** What the clock will do unless somebody acts first. */
export type Deadline = {
  kind: 'reservation' | 'review' | 'dispute'
  milestoneRef: string | null
  /** A moment in UTC. Example: `2026-02-25T12:00:00.000Z` */
  dueAt: string
  /** A moment in UTC. Example: `2026-02-25T12:00:00.000Z` */
  remindAt: string | null
}

/** The escrow contract of an order. */
export type Escrow = {
  /** Example: `esc_01kj9zq3x8e4v5w6y7a8b9c0d1` */
  id: string
  /** The contract's address, once it is known. */
  trustlessContractId: string | null
  status: EscrowStatus
  /** A moment in UTC. Example: `2026-02-25T12:00:00.000Z` */
  createdAt: string
  /** A moment in UTC. Example: `2026-02-25T12:00:00.000Z` */
  fundedAt: string | null
}

/** A dispute as its order shows it. */
export type DisputeOfOrder = {
  /** Example: `dsp_01kj9zq3x8e4v5w6y7a8b9c0d1` */
  id: string
  status: DisputeStatus
  openedBy: Party
  reason: DisputeReason
  description: string | null
  decision: DisputeDecision | null
  /** The seller's part, before fees, once decided. Example: `50.00` */
  releaseAmount: string | null
  /** The buyer's part, once decided. Example: `50.00` */
  refundAmount: string | null
  note: string | null
  assignedTo: string | null
  /** A moment in UTC. Example: `2026-02-25T12:00:00.000Z` */
  createdAt: string
  /** A moment in UTC. Example: `2026-02-25T12:00:00.000Z` */
  created_at: string
  /** A moment in UTC. Example: `2026-02-25T12:00:00.000Z` */
  resolvedAt: string | null
}

/** An order with the command that is accepted and not carried out yet. */
export type OrderWithPendingCommand = Order & {
  command: PendingCommand
}

/** A command that is accepted and not carried out yet. */
export type PendingCommand = {
  /** Example: `cmd_01kj9zq3x8e4v5w6y7a8b9c0d1` */
  id: string
  kind:
    | 'create'
    | 'reserve'
    | 'createEscrow'
    | 'fund'
    | 'completeMilestone'
    | 'releaseMilestone'
    | 'release'
    | 'refund'
    | 'dispute'
    | 'resolve'
    | 'cancel'
    | 'abort'
    | 'resolveManually'
    | 'extendDeadline'
  status: 'PENDING'
  location: string
}

/** What `createOrder` takes. Creates an order between a buyer and a seller. No money moves. */
export type CreateOrderRequest = {
  buyerId: string
  sellerId: string
  /** A positive decimal in a string, with at most two decimals. Example: `50.00` */
  amount: string
  currency?: 'USD' | null | undefined
  title?: string | null | undefined
  description?: string | null | undefined
  clientOrderRef?: string | null | undefined
  /** The caller's own data, at most 4096 bytes of JSON and 8 levels deep. */
  metadata?: Record<string, unknown> | undefined
  milestones?:
    | readonly {
        ref: string
        title: string
        /** A positive decimal in a string, with at most two decimals. Example: `50.00` */
        amount: string
      }[]
    | null
    | undefined
  /** What happens by the clock. What is left out comes from the configuration, or never. */
  deadlines?:
    | {
        /** Until an escrow is asked for; then the order is cancelled. */
        reservationHours?: number | null | undefined
        /** From the funding, or from a milestone’s completion, until the seller is paid without the buyer. */
        reviewHours?: number | null | undefined
        /** Until an undecided dispute is handed over to support. */
        disputeHours?: number | null | undefined
        /** How long before each of them an event reminds of it. */
        reminderHours?: number | null | undefined
      }
    | null
    | undefined
}

/** What `reserveFunds` takes. Sets the order's amount aside from the buyer's balance. */
export type ReserveFundsRequest = {
  /** A positive decimal in a string, with at most two decimals. Example: `50.00` */
  amount?: string | null | undefined
  /** BUYER, SELLER or the user id of a party. Example: `BUYER` */
  requestedBy?: string | null | undefined
}

/** What `createEscrow` takes. Deploys the escrow contract of an order. */
export type CreateEscrowRequest = {
  /** BUYER, SELLER or the user id of a party. Example: `BUYER` */
  requestedBy?: string | null | undefined
}

/** What `fundEscrow` takes. Sends the reserved USDC to the escrow contract. */
export type FundEscrowRequest = {
  /** BUYER, SELLER or the user id of a party. Example: `BUYER` */
  requestedBy?: string | null | undefined
}

/** What `completeMilestone` takes. Says in the contract, for the seller, that a milestone is done. */
export type CompleteMilestoneRequest = {
  /** BUYER, SELLER or the user id of a party. Example: `BUYER` */
  requestedBy?: string | null | undefined
  /** Where to see the work, a link for instance. It stands in the contract for everybody to read. */
  evidence?: string | null | undefined
}

/** What `releaseMilestone` takes. Approves a milestone and pays the seller for it. */
export type ReleaseMilestoneRequest = {
  /** BUYER, SELLER or the user id of a party. Example: `BUYER` */
  requestedBy?: string | null | undefined
}

/** What `releaseOrder` takes. Approves the work and pays the seller. */
export type ReleaseOrderRequest = {
  /** BUYER, SELLER or the user id of a party. Example: `BUYER` */
  requestedBy?: string | null | undefined
}

/** What `refundOrder` takes. Pays the whole amount back to the buyer out of the escrow. */
export type RefundOrderRequest = {
  /** BUYER, SELLER or the user id of a party. Example: `BUYER` */
  requestedBy?: string | null | undefined
  reason?: string | null | undefined
}

/** What `openDispute` takes. Freezes the order until support decides. */
export type OpenDisputeRequest = {
  openedBy: Party
  reason: DisputeReason
  description?: string | null | undefined
}

/** What `cancelOrder` takes. Closes an order before its escrow and gives the reservation back. */
export type CancelOrderRequest = {
  /** BUYER, SELLER or the user id of a party. Example: `BUYER` */
  canceledBy?: string | null | undefined
  /** BUYER, SELLER or the user id of a party. Example: `BUYER` */
  requestedBy?: string | null | undefined
  reason?: string | null | undefined
}

/** What each action would pay to whom, with fees and transactions. */
export type Quote = {
  /** Example: `ord_01kj9zq3x8e4v5w6y7a8b9c0d1` */
  orderId: string
  status: OrderStatus
  /** An amount in units of the currency, with two decimals, rounded down. Example: `50.00` */
  amount: string
  /** What of it has not been paid out by milestones. Example: `50.00` */
  openAmount: string
  currency: 'USD'
  /** Who bears the contract's own fee. */
  feePolicy: 'platform_absorbs' | 'recipient_pays'
  actions: {
    action: CommandKind
    decision: DisputeDecision | null
    /** The milestone, where the action is about one. */
    milestoneRef: string | null
    /** Whether the order takes this action in its present state. */
    allowed: boolean
    buyer: {
      /** An amount in units of the currency, with two decimals, rounded down. Example: `50.00` */
      credited: string
      /** An amount to the stroop, with seven decimals. Example: `50.0000000` */
      exact: string
      /** What the contract itself pays into the wallet; the platform adds the rest. Example: `50.0000000` */
      onChain: string
    }
    seller: {
      /** An amount in units of the currency, with two decimals, rounded down. Example: `50.00` */
      credited: string
      /** An amount to the stroop, with seven decimals. Example: `50.0000000` */
      exact: string
      /** What the contract itself pays into the wallet; the platform adds the rest. Example: `50.0000000` */
      onChain: string
    }
    fees: {
      protocol: {
        /** An amount to the stroop, with seven decimals. Example: `50.0000000` */
        exact: string
        paidBy: 'PLATFORM' | 'SELLER' | 'RECIPIENT'
      }
      platform: {
        /** An amount to the stroop, with seven decimals. Example: `50.0000000` */
        exact: string
        paidBy: 'PLATFORM' | 'SELLER' | 'RECIPIENT'
      }
    }
    /** Transactions on chain. */
    transactions: number
    /** What the network is likely to charge the platform for them, in XLM. */
    networkFeeXlm: {
      /** An amount to the stroop, with seven decimals. Example: `50.0000000` */
      least: string
      /** An amount to the stroop, with seven decimals. Example: `50.0000000` */
      most: string
    }
    /** Payments with which the platform makes up for fees that it bears. */
    topUps: number
  }[]
}

/** All that happened to an order. */
export type Timeline = {
  events: {
    eventId: string
    /** Example: `order.closed` */
    eventType: string
    /** A moment in UTC. Example: `2026-02-25T12:00:00.000Z` */
    occurredAt: string
    /** What the event is about: the id of an order, user, escrow or dispute. */
    aggregateId: string
    aggregateType: string
    payload: Record<string, unknown>
    metadata: Record<string, unknown>
    sequence: string | null
    entries: {
      account: string
      /** Debits are positive, credits negative; a posting adds up to zero. Example: `50.0000000` */
      amount: string
    }[]
  }[]
  transactions: {
    kind: string
    hash: string
    ledger: number | null
    status: 'PREPARED' | 'APPLIED' | 'FAILED' | 'EXPIRED'
    attempt: number
    contractId: string | null
    /** A moment in UTC. Example: `2026-02-25T12:00:00.000Z` */
    createdAt: string
  }[]
  states: {
    version: number
    statuses: OrderStatus[]
    /** Example: `cmd_01kj9zq3x8e4v5w6y7a8b9c0d1` */
    commandId: string | null
    /** A moment in UTC. Example: `2026-02-25T12:00:00.000Z` */
    createdAt: string
  }[]
}

/** What an order was told to do, and what became of it. */
export type Command = {
  /** Example: `cmd_01kj9zq3x8e4v5w6y7a8b9c0d1` */
  id: string
  /** Example: `ord_01kj9zq3x8e4v5w6y7a8b9c0d1` */
  orderId: string
  kind:
    | 'create'
    | 'reserve'
    | 'createEscrow'
    | 'fund'
    | 'completeMilestone'
    | 'releaseMilestone'
    | 'release'
    | 'refund'
    | 'dispute'
    | 'resolve'
    | 'cancel'
    | 'abort'
    | 'resolveManually'
    | 'extendDeadline'
  status: 'PENDING' | 'SUCCEEDED' | 'REJECTED'
  /** The order as the command left it, once it succeeded. */
  order: Order | null
  /** Why the command was refused. */
  error: {
    code: ErrorCode
    message: string
    details?: Record<string, unknown> | undefined
    status: number
  } | null
}

/** A dispute by itself, with its order and the parties. */
export type Dispute = DisputeOfOrder & {
  /** Example: `ord_01kj9zq3x8e4v5w6y7a8b9c0d1` */
  orderId: string
  /** Example: `usr_01kj9zq3x8e4v5w6y7a8b9c0d1` */
  buyerId: string
  /** Example: `usr_01kj9zq3x8e4v5w6y7a8b9c0d1` */
  sellerId: string
}

/** What `assignDispute` takes. Says who of support looks into a dispute. */
export type AssignDisputeRequest = {
  assignee: string
}

/** What `resolveDispute` takes. Decides a dispute: the contract pays out, and the order closes. */
export type ResolveDisputeRequest = {
  decision: DisputeDecision
  /** A positive decimal in a string, with at most two decimals. Example: `50.00` */
  releaseAmount?: string | null | undefined
  /** A positive decimal in a string, with at most two decimals. Example: `50.00` */
  refundAmount?: string | null | undefined
  note?: string | null | undefined
}

/** USDC that a user takes out to an address of their own. */
export type Withdrawal = {
  /** Example: `wdr_01kj9zq3x8e4v5w6y7a8b9c0d1` */
  id: string
  /** Example: `usr_01kj9zq3x8e4v5w6y7a8b9c0d1` */
  userId: string
  /** An amount in units of the currency, with two decimals, rounded down. Example: `50.00` */
  amount: string
  currency: 'USD'
  /** The address outside of the platform that is paid: G..., or M... with a customer’s number in it. Example: `GBBD47IF6LWK7P7MDEVSCWR7DPUWV3NY3DTQEVFL4NAT4AQH3ZLLFLA5` */
  destination: string
  /** What the payment carries for its receiver. */
  memo: string | null
  memoType: 'text' | 'id' | null
  status: WithdrawalStatus
  /** Why nothing was paid; the money is back in the balance. */
  failure: {
    code: WithdrawalFailureCode
    message: string
  } | null
  /** The transaction that paid it. Example: `3389e9f0f1a65f19736cacf544c2e825313e8447f569233bb8db39aa607c8889` */
  transactionHash: string | null
  /** The ledger that holds the transaction. */
  ledger: number | null
  /** A moment in UTC. Example: `2026-02-25T12:00:00.000Z` */
  createdAt: string
  /** A moment in UTC. Example: `2026-02-25T12:00:00.000Z` */
  created_at: string
  /** A moment in UTC. Example: `2026-02-25T12:00:00.000Z` */
  finishedAt: string | null
}

/** What `createWithdrawal` takes. Takes USDC out of a user’s wallet to an address of their own. Answers once the money is set aside. */
export type CreateWithdrawalRequest = {
  userId: string
  /** A positive decimal in a string, with at most two decimals. Example: `50.00` */
  amount: string
  /** A Stellar address outside of the platform: G..., or M... with a customer’s number in it. Example: `GBBD47IF6LWK7P7MDEVSCWR7DPUWV3NY3DTQEVFL4NAT4AQH3ZLLFLA5` */
  destination: string
  /** What an exchange asks for to know whose money it is. */
  memo?: string | null | undefined
  /** text (at most 28 bytes) or id (a number); text if left out. */
  memoType?: 'text' | 'id' | null | undefined
}

/** What `retryWithdrawal` takes. Has the payment that is stuck tried again at once. The answer does not wait for it. */
export type RetryWithdrawalRequest = {
  /** Who does this. Example: `ana@marketplace.example` */
  by?: string | null | undefined
  /** Why. Example: `The buyer asked for it` */
  reason?: string | null | undefined
}

/** What `giveUpWithdrawal` takes. Gives the money of a stuck withdrawal back, once it is certain that it cannot be paid any more. */
export type GiveUpWithdrawalRequest = {
  /** Who does this. Example: `ana@marketplace.example` */
  by: string
  /** Why. Example: `The buyer asked for it` */
  reason: string
}

/** An order that cannot go on by itself. */
export type StuckOrder = {
  /** Example: `ord_01kj9zq3x8e4v5w6y7a8b9c0d1` */
  orderId: string
  status: OrderStatus
  /** An amount in units of the currency, with two decimals, rounded down. Example: `50.00` */
  amount: string
  /** Example: `usr_01kj9zq3x8e4v5w6y7a8b9c0d1` */
  buyerId: string
  /** Example: `usr_01kj9zq3x8e4v5w6y7a8b9c0d1` */
  sellerId: string
  /** When the order changed last: it has waited since then at the most. Example: `2026-02-25T12:00:00.000Z` */
  lastMovedAt: string
  kind:
    | 'doneElsewhere'
    | 'forgotten'
    | 'notWanted'
    | 'tampered'
    | 'badWalletKey'
    | 'missingKey'
    | 'vendorKey'
    | 'throttled'
    | 'vendorAway'
    | 'dust'
    | 'tooLittleUsdc'
    | 'tooLittleXlm'
    | 'feeCap'
    | 'walletNotReady'
    | 'noWorker'
    | 'unknownFate'
    | 'rpcAway'
    | 'refusedByContract'
    | 'askHuman'
    | 'other'
  /** The step that waits. */
  step: string | null
  /** Why its last try failed. */
  reason: string
  /** What somebody can do about it. */
  advice: string
}

/** What `retryOrder` takes. Has the step that is stuck tried again at once. The answer does not wait for it. */
export type RetryOrderRequest = {
  /** Who does this. Example: `ana@marketplace.example` */
  by?: string | null | undefined
  /** Why. Example: `The buyer asked for it` */
  reason?: string | null | undefined
}

/** What `abortOrder` takes. Closes an order while no money is on chain, also a stuck one, and gives the reservation back. */
export type AbortOrderRequest = {
  /** Who does this. Example: `ana@marketplace.example` */
  by: string
  /** Why. Example: `The buyer asked for it` */
  reason: string
}

/** What `resolveManually` takes. Says which transaction did the stuck step by hand; it is checked, and the order goes on from there. */
export type ResolveManuallyRequest = {
  /** Who does this. Example: `ana@marketplace.example` */
  by: string
  /** Why. Example: `The buyer asked for it` */
  reason: string
  /** The transaction, or the fee bump around it. Example: `3389e9f0f1a65f19736cacf544c2e825313e8447f569233bb8db39aa607c8889` */
  transactionHash: string
}

/** What `extendDeadline` takes. Gives more time: moves the reservation, review or dispute deadline of an order to a later moment. */
export type ExtendDeadlineRequest = {
  /** Who does this. Example: `ana@marketplace.example` */
  by: string
  /** Why. Example: `The buyer asked for it` */
  reason: string
  /** The new moment, later than the old one. Example: `2027-01-31T12:00:00Z` */
  until: string
  /** The milestone, for the review of one. */
  ref?: string | null | undefined
}

/** Something that support did. */
export type OperatorAction = {
  /** A number that grows. Example: `17` */
  id: string
  /** Example: `ord_01kj9zq3x8e4v5w6y7a8b9c0d1` */
  orderId: string | null
  /** Example: `wdr_01kj9zq3x8e4v5w6y7a8b9c0d1` */
  withdrawalId: string | null
  action: 'abort' | 'resolveManually' | 'extendDeadline' | 'retryNow' | 'giveUp'
  performedBy: string
  reason: string
  details: Record<string, string | null>
  /** The command that it came with; a retry has none. */
  commandId: string | null
  /** A moment in UTC. Example: `2026-02-25T12:00:00.000Z` */
  createdAt: string
}

/** What every event has. */
export type EventEnvelope = {
  eventId: string
  /** Example: `order.closed` */
  eventType: string
  /** A moment in UTC. Example: `2026-02-25T12:00:00.000Z` */
  occurredAt: string
  /** What the event is about: the id of an order, user, escrow or dispute. */
  aggregateId: string
  aggregateType: string
  payload: Record<string, unknown>
  metadata: Record<string, unknown>
  /** Place in the one order of all events. Example: `1042` */
  sequence: string
}

/** Opens the event stream once, from a browser. */
export type EventTicket = {
  ticket: string
  /** A moment in UTC. Example: `2026-02-25T12:00:00.000Z` */
  expiresAt: string
  /** Where an EventSource connects, once. */
  path: string
}

/** What `createEventTicket` takes. Makes a ticket with which a browser opens the event stream once, within a minute. */
export type CreateEventTicketRequest = Record<string, never>

/** A webhook endpoint with the secret that was just made. */
export type WebhookEndpointWithSecret = WebhookEndpoint & {
  /** Verifies deliveries. Shown in this answer and its repeats under the same Idempotency-Key, as long as it signs. Example: `whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw` */
  secret: string | null
}

/** What `createWebhookEndpoint` takes. Has events sent to a URL from now on, signed as Standard Webhooks say. The secret is shown in this answer. */
export type CreateWebhookEndpointRequest = {
  /** Example: `https://shop.example/webhooks` */
  url: string
  types?: readonly string[] | null | undefined
  description?: string | null | undefined
}

/** A URL to which events are sent. */
export type WebhookEndpoint = {
  /** Example: `whe_01kj9zq3x8e4v5w6y7a8b9c0d1` */
  id: string
  /** Example: `https://shop.example/webhooks` */
  url: string
  /** Event types or patterns; "*" is every event. */
  types: string[]
  description: string | null
  /** In the language of which version events are sent: that of the request which made the endpoint. Example: `2026-02-25` */
  offerhubVersion: string
  status: 'ENABLED' | 'DISABLED'
  /** requested: by a call; gone: it answered 410; failing: nothing reached it for three days. */
  disabledReason: 'requested' | 'gone' | 'failing' | null
  /** A moment in UTC. Example: `2026-02-25T12:00:00.000Z` */
  disabledAt: string | null
  /** One more with each rotation of its secret. */
  secretVersion: number
  /** Until then deliveries are signed with the secret before as well. Example: `2026-02-25T12:00:00.000Z` */
  previousSecretUntil: string | null
  /** A moment in UTC. Example: `2026-02-25T12:00:00.000Z` */
  createdAt: string
  /** A moment in UTC. Example: `2026-02-25T12:00:00.000Z` */
  created_at: string
  /** A moment in UTC. Example: `2026-02-25T12:00:00.000Z` */
  updatedAt: string
  /** When a delivery last reached it. Example: `2026-02-25T12:00:00.000Z` */
  lastSuccessAt: string | null
}

/** What `updateWebhookEndpoint` takes. Changes what is given of a webhook endpoint and leaves the rest. What waits goes to the new URL. */
export type UpdateWebhookEndpointRequest = {
  /** Example: `https://shop.example/webhooks` */
  url?: string | null | undefined
  types?: readonly string[] | null | undefined
  description?: string | null | undefined
}

/** What `enableWebhookEndpoint` takes. Sends to a webhook endpoint again, first what has waited for less than three days. */
export type EnableWebhookEndpointRequest = Record<string, never>

/** What `disableWebhookEndpoint` takes. Sends nothing to a webhook endpoint until it is enabled; events wait, for three days at most. */
export type DisableWebhookEndpointRequest = Record<string, never>

/** What is left of a webhook endpoint. */
export type RemovedWebhookEndpoint = {
  /** Example: `whe_01kj9zq3x8e4v5w6y7a8b9c0d1` */
  id: string
  removed: true
}

/** What `removeWebhookEndpoint` takes. Removes a webhook endpoint for ever and cancels what waits for it. */
export type RemoveWebhookEndpointRequest = Record<string, never>

/** What `rotateWebhookSecret` takes. Makes a new secret for a webhook endpoint. The old one signs beside it for the overlap. */
export type RotateWebhookSecretRequest = {
  overlapSeconds?: number | null | undefined
}

/** One event on its way to one webhook endpoint. */
export type EventDelivery = {
  /** Example: `whd_01kj9zq3x8e4v5w6y7a8b9c0d1` */
  id: string
  /** Example: `whe_01kj9zq3x8e4v5w6y7a8b9c0d1` */
  webhookEndpointId: string
  /** The header webhook-id of every attempt. */
  eventId: string
  /** Example: `order.closed` */
  eventType: string
  /** FAILED: given up after the last attempt; CANCELED: the endpoint was removed. */
  status: 'PENDING' | 'DELIVERED' | 'FAILED' | 'CANCELED'
  attemptCount: number
  replayCount: number
  /** A moment in UTC. Example: `2026-02-25T12:00:00.000Z` */
  nextAttemptAt: string | null
  /** A moment in UTC. Example: `2026-02-25T12:00:00.000Z` */
  createdAt: string
  /** A moment in UTC. Example: `2026-02-25T12:00:00.000Z` */
  created_at: string
  /** A moment in UTC. Example: `2026-02-25T12:00:00.000Z` */
  finishedAt: string | null
}

/** What `testWebhookEndpoint` takes. Sends an event webhook.test to this webhook endpoint alone. Its delivery tells what came of it. */
export type TestWebhookEndpointRequest = Record<string, never>

/** How many deliveries begin again. */
export type WebhookReplay = {
  /** Example: `whe_01kj9zq3x8e4v5w6y7a8b9c0d1` */
  webhookEndpointId: string
  /** How many deliveries start again or are made. */
  deliveries: number
}

/** What `replayWebhookDeliveries` takes. Sends the events of a time again: those that were given up, or with status ALL every one that the endpoint wants. */
export type ReplayWebhookDeliveriesRequest = {
  /** Example: `2026-02-25T12:00:00.000Z` */
  since: string
  /** Example: `2026-02-25T12:00:00.000Z` */
  until?: string | undefined
  status?: 'FAILED' | 'ALL' | null | undefined
}

/** A delivery with what was tried. */
export type EventDeliveryWithAttempts = EventDelivery & {
  attempts: DeliveryAttempt[]
}

/** One try to send a delivery. */
export type DeliveryAttempt = {
  number: number
  outcome: 'SUCCEEDED' | 'FAILED'
  /** A moment in UTC. Example: `2026-02-25T12:00:00.000Z` */
  startedAt: string
  durationMs: number
  /** What the endpoint answered; null when nothing came. */
  httpStatus: number | null
  error:
    | 'http_status'
    | 'redirect'
    | 'gone'
    | 'timeout'
    | 'dns'
    | 'address_refused'
    | 'url_refused'
    | 'connection_refused'
    | 'connection_lost'
    | 'tls'
    | 'bad_answer'
    | 'secret_missing'
    | null
  /** What the error means and what to do. */
  message: string | null
  /** The first 500 characters of the answer. */
  responseBody: string | null
}

/** What `replayWebhookDelivery` takes. Sends a webhook delivery again at once, and after failures as often as a new one. Its event keeps its id. */
export type ReplayWebhookDeliveryRequest = Record<string, never>

/** An API key that was just made. */
export type NewApiKey = ApiKey & {
  /** Shown in the first answer only; null in its repeats. */
  key: string | null
}

/** What `createApiKey` takes. Makes an API key with scopes that the caller has too. It is shown once. */
export type CreateApiKeyRequest = {
  name: string
  scopes: readonly ('read' | 'write' | 'withdraw' | 'support')[]
  environment?: 'live' | 'test' | null | undefined
  expiresAt?: string | null | undefined
}

/** An API key as far as it may be shown. */
export type ApiKey = {
  /** Example: `key_01kj9zq3x8e4v5w6y7a8b9c0d1` */
  id: string
  name: string
  environment: 'live' | 'test'
  /** The first characters of the key, by which people recognise it. */
  prefix: string
  scopes: ('read' | 'write' | 'withdraw' | 'support')[]
  status: 'ACTIVE' | 'REPLACED' | 'EXPIRED' | 'REVOKED'
  /** A moment in UTC. Example: `2026-02-25T12:00:00.000Z` */
  createdAt: string
  /** A moment in UTC. Example: `2026-02-25T12:00:00.000Z` */
  created_at: string
  /** A moment in UTC. Example: `2026-02-25T12:00:00.000Z` */
  expiresAt: string | null
  /** A moment in UTC. Example: `2026-02-25T12:00:00.000Z` */
  revokedAt: string | null
  /** To the minute. Example: `2026-02-25T12:00:00.000Z` */
  lastUsedAt: string | null
  /** Example: `key_01kj9zq3x8e4v5w6y7a8b9c0d1` */
  replacedBy: string | null
}

/** What `rotateApiKey` takes. Makes a key that takes the place of another, which goes on for the overlap. It is shown once. */
export type RotateApiKeyRequest = {
  overlapSeconds?: number | null | undefined
}

/** What `revokeApiKey` takes. Ends a key for ever: at once here, within five seconds in every other API process. */
export type RevokeApiKeyRequest = Record<string, never>

/** What is owed to people, and what is held on chain. */
export type Reserves = {
  currency: 'USD'
  /** What people have: free, set aside for orders, locked in contracts, and set aside to be paid out. */
  owed: {
    /** An amount to the stroop, with seven decimals. Example: `50.0000000` */
    available: string
    /** An amount to the stroop, with seven decimals. Example: `50.0000000` */
    reserved: string
    /** An amount to the stroop, with seven decimals. Example: `50.0000000` */
    escrow: string
    /** An amount to the stroop, with seven decimals. Example: `50.0000000` */
    withdrawals: string
    /** An amount to the stroop, with seven decimals. Example: `50.0000000` */
    total: string
  }
  /** What is held on chain by the ledger, which is compared with the chain account by account. */
  held: {
    /** An amount to the stroop, with seven decimals. Example: `50.0000000` */
    wallets: string
    /** An amount to the stroop, with seven decimals. Example: `50.0000000` */
    escrows: string
    /** An amount to the stroop, with seven decimals. Example: `50.0000000` */
    treasury: string
    /** An amount to the stroop, with seven decimals. Example: `50.0000000` */
    total: string
  }
  /** What the chain was seen to hold beyond that; negative if it is less. Example: `50.0000000` */
  difference: string
  fees: {
    /** An amount to the stroop, with seven decimals. Example: `50.0000000` */
    protocolPaid: string
    /** An amount to the stroop, with seven decimals. Example: `50.0000000` */
    platformEarned: string
  }
  /** Held on chain and owed to nobody that is known. Example: `50.0000000` */
  suspense: string
  /** When these amounts were counted, all at one instant. Example: `2026-02-25T12:00:00.000Z` */
  countedAt: string | null
  /** The last time that every account, every open order and every pending withdrawal was compared; null before the first. */
  round: {
    /** Everything was read in this ledger of the network or a later one. */
    ledger: number
    /** A moment in UTC. Example: `2026-02-25T12:00:00.000Z` */
    startedAt: string
    /** A moment in UTC. Example: `2026-02-25T12:00:00.000Z` */
    completedAt: string
    accounts: number
    /** Open orders. Closed ones are looked at more rarely. */
    orders: number
  } | null
  findings: {
    open: number
    /** Those of them that are older than two ledgers. */
    alarmed: number
  }
  /** The oldest difference that nothing on its way explains. */
  oldest: Finding | null
}

/** A difference that the auditor has found. */
export type Finding = {
  /** Example: `fnd_01kj9zq3x8e4v5w6y7a8b9c0d1` */
  id: string
  kind:
    | 'ledger_chain'
    | 'order_balances'
    | 'order_history'
    | 'order_events'
    | 'order_workflow'
    | 'withdrawal_balances'
    | 'withdrawal_history'
    | 'withdrawal_workflow'
    | 'ledger_sum'
    | 'posting_sum'
    | 'balance_drift'
    | 'event_sequence'
    | 'top_up_overdue'
    | 'unexplained_transfer'
    | 'unbooked_transfer'
    | 'watcher_behind'
  meaning: string
  /** An account, an order, a posting: what it is about. Example: `treasury` */
  subject: string
  expected: string
  actual: string
  status: 'open' | 'resolved'
  /** The number of a ledger of the network. Example: `52143` */
  firstLedger: number
  /** A moment in UTC. Example: `2026-02-25T12:00:00.000Z` */
  firstSeenAt: string
  /** The number of a ledger of the network. Example: `52143` */
  lastLedger: number
  /** A moment in UTC. Example: `2026-02-25T12:00:00.000Z` */
  lastSeenAt: string
  ageLedgers: number
  ageSeconds: number
  /** When it was too old to be something on its way. Example: `2026-02-25T12:00:00.000Z` */
  alarmedAt: string | null
  /** A moment in UTC. Example: `2026-02-25T12:00:00.000Z` */
  resolvedAt: string | null
}

/** What an installation is set to. */
export type Config = {
  network: 'public' | 'testnet' | 'sandbox'
  currency: 'USD'
  asset: {
    code: 'USDC'
    /** The address of a Stellar account. Example: `GBBD47IF6LWK7P7MDEVSCWR7DPUWV3NY3DTQEVFL4NAT4AQH3ZLLFLA5` */
    issuer: string
  }
  fees: {
    platformFeeBps: number
    protocolFeeBps: number
    policy: 'platform_absorbs' | 'recipient_pays'
  }
  limits: {
    /** An amount in units of the currency, with two decimals, rounded down. Example: `50.00` */
    amountMin: string
    /** An amount in units of the currency, with two decimals, rounded down. Example: `50.00` */
    amountMax: string
    pageSizeDefault: number
    pageSizeMax: number
    /** Null when requests are not limited. */
    requestsPerMinute: number | null
  }
  versions: string[]
  defaultVersion: string
  temporalUi: string | null
}
