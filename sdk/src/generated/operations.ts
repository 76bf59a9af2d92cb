// Written by `npm run sdk:generate` from the schemas and catalogues of the API. Changes here are lost.

import type {
  AbortOrderRequest,
  ApiKey,
  AssignDisputeRequest,
  Balance,
  BalanceEntry,
  CancelOrderRequest,
  Command,
  CompleteMilestoneRequest,
  Config,
  CreateApiKeyRequest,
  CreateEscrowRequest,
  CreateEventTicketRequest,
  CreateOrderRequest,
  CreateUserRequest,
  CreateWebhookEndpointRequest,
  CreateWithdrawalRequest,
  Deposit,
  DisableWebhookEndpointRequest,
  Dispute,
  DisputeStatus,
  EnableWebhookEndpointRequest,
  EventDelivery,
  EventDeliveryWithAttempts,
  EventEnvelope,
  EventTicket,
  ExtendDeadlineRequest,
  Finding,
  FundEscrowRequest,
  GiveUpWithdrawalRequest,
  NewApiKey,
  OpenDisputeRequest,
  OperatorAction,
  Order,
  OrderStatus,
  Quote,
  RefundOrderRequest,
  ReleaseMilestoneRequest,
  ReleaseOrderRequest,
  RemovedWebhookEndpoint,
  RemoveWebhookEndpointRequest,
  ReplayWebhookDeliveriesRequest,
  ReplayWebhookDeliveryRequest,
  ReserveFundsRequest,
  Reserves,
  ResolveDisputeRequest,
  ResolveManuallyRequest,
  RetryOrderRequest,
  RetryWithdrawalRequest,
  RevokeApiKeyRequest,
  RotateApiKeyRequest,
  RotateWebhookSecretRequest,
  StuckOrder,
  TestWebhookEndpointRequest,
  Timeline,
  UpdateWebhookEndpointRequest,
  User,
  Wallet,
  WalletTransaction,
  WebhookEndpoint,
  WebhookEndpointWithSecret,
  WebhookReplay,
  Withdrawal,
  WithdrawalStatus,
} from './types.ts'

/** How each operation is called. `command`: it may be answered before it is carried out. */
export const OPERATIONS = {
  createUser: { method: 'POST', path: '/api/v1/users', command: false },
  listUsers: { method: 'GET', path: '/api/v1/users', command: false },
  getUser: { method: 'GET', path: '/api/v1/users/{userId}', command: false },
  getWallet: { method: 'GET', path: '/api/v1/users/{userId}/wallet', command: false },
  listWalletTransactions: { method: 'GET', path: '/api/v1/users/{userId}/wallet/transactions', command: false },
  getDepositAddress: { method: 'GET', path: '/api/v1/users/{userId}/wallet/deposit', command: false },
  getBalance: { method: 'GET', path: '/api/v1/users/{userId}/balance', command: false },
  listBalanceEntries: { method: 'GET', path: '/api/v1/users/{userId}/balance/history', command: false },
  createOrder: { method: 'POST', path: '/api/v1/orders', command: true },
  listOrders: { method: 'GET', path: '/api/v1/orders', command: false },
  getOrder: { method: 'GET', path: '/api/v1/orders/{orderId}', command: false },
  reserveFunds: { method: 'POST', path: '/api/v1/orders/{orderId}/reserve', command: true },
  createEscrow: { method: 'POST', path: '/api/v1/orders/{orderId}/escrow', command: true },
  fundEscrow: { method: 'POST', path: '/api/v1/orders/{orderId}/escrow/fund', command: true },
  completeMilestone: { method: 'POST', path: '/api/v1/orders/{orderId}/milestones/{ref}/complete', command: true },
  releaseMilestone: { method: 'POST', path: '/api/v1/orders/{orderId}/milestones/{ref}/release', command: true },
  releaseOrder: { method: 'POST', path: '/api/v1/orders/{orderId}/resolution/release', command: true },
  refundOrder: { method: 'POST', path: '/api/v1/orders/{orderId}/resolution/refund', command: true },
  openDispute: { method: 'POST', path: '/api/v1/orders/{orderId}/resolution/dispute', command: true },
  cancelOrder: { method: 'POST', path: '/api/v1/orders/{orderId}/cancel', command: true },
  getQuote: { method: 'GET', path: '/api/v1/orders/{orderId}/quote', command: false },
  getTimeline: { method: 'GET', path: '/api/v1/orders/{orderId}/timeline', command: false },
  listCommands: { method: 'GET', path: '/api/v1/orders/{orderId}/commands', command: false },
  getCommand: { method: 'GET', path: '/api/v1/orders/{orderId}/commands/{commandId}', command: false },
  listDisputes: { method: 'GET', path: '/api/v1/disputes', command: false },
  getDispute: { method: 'GET', path: '/api/v1/disputes/{disputeId}', command: false },
  assignDispute: { method: 'POST', path: '/api/v1/disputes/{disputeId}/assign', command: false },
  resolveDispute: { method: 'POST', path: '/api/v1/disputes/{disputeId}/resolve', command: true },
  createWithdrawal: { method: 'POST', path: '/api/v1/withdrawals', command: false },
  listWithdrawals: { method: 'GET', path: '/api/v1/withdrawals', command: false },
  getWithdrawal: { method: 'GET', path: '/api/v1/withdrawals/{withdrawalId}', command: false },
  retryWithdrawal: { method: 'POST', path: '/api/v1/withdrawals/{withdrawalId}/retry', command: false },
  giveUpWithdrawal: { method: 'POST', path: '/api/v1/withdrawals/{withdrawalId}/give-up', command: false },
  listStuckOrders: { method: 'GET', path: '/api/v1/support/orders/stuck', command: false },
  retryOrder: { method: 'POST', path: '/api/v1/support/orders/{orderId}/retry', command: false },
  abortOrder: { method: 'POST', path: '/api/v1/support/orders/{orderId}/abort', command: true },
  resolveManually: { method: 'POST', path: '/api/v1/support/orders/{orderId}/resolve', command: true },
  extendDeadline: {
    method: 'POST',
    path: '/api/v1/support/orders/{orderId}/deadlines/{deadline}/extend',
    command: true,
  },
  listOperatorActions: { method: 'GET', path: '/api/v1/audit/log', command: false },
  streamEvents: { method: 'GET', path: '/api/v1/events', command: false },
  listEvents: { method: 'GET', path: '/api/v1/events/history', command: false },
  createEventTicket: { method: 'POST', path: '/api/v1/events/tickets', command: false },
  createWebhookEndpoint: { method: 'POST', path: '/api/v1/webhook-endpoints', command: false },
  listWebhookEndpoints: { method: 'GET', path: '/api/v1/webhook-endpoints', command: false },
  getWebhookEndpoint: { method: 'GET', path: '/api/v1/webhook-endpoints/{webhookEndpointId}', command: false },
  updateWebhookEndpoint: {
    method: 'POST',
    path: '/api/v1/webhook-endpoints/{webhookEndpointId}/update',
    command: false,
  },
  enableWebhookEndpoint: {
    method: 'POST',
    path: '/api/v1/webhook-endpoints/{webhookEndpointId}/enable',
    command: false,
  },
  disableWebhookEndpoint: {
    method: 'POST',
    path: '/api/v1/webhook-endpoints/{webhookEndpointId}/disable',
    command: false,
  },
  removeWebhookEndpoint: {
    method: 'POST',
    path: '/api/v1/webhook-endpoints/{webhookEndpointId}/remove',
    command: false,
  },
  rotateWebhookSecret: {
    method: 'POST',
    path: '/api/v1/webhook-endpoints/{webhookEndpointId}/rotate-secret',
    command: false,
  },
  testWebhookEndpoint: { method: 'POST', path: '/api/v1/webhook-endpoints/{webhookEndpointId}/test', command: false },
  listWebhookDeliveries: {
    method: 'GET',
    path: '/api/v1/webhook-endpoints/{webhookEndpointId}/deliveries',
    command: false,
  },
  replayWebhookDeliveries: {
    method: 'POST',
    path: '/api/v1/webhook-endpoints/{webhookEndpointId}/replay',
    command: false,
  },
  getWebhookDelivery: { method: 'GET', path: '/api/v1/webhook-deliveries/{webhookDeliveryId}', command: false },
  replayWebhookDelivery: {
    method: 'POST',
    path: '/api/v1/webhook-deliveries/{webhookDeliveryId}/replay',
    command: false,
  },
  createApiKey: { method: 'POST', path: '/api/v1/api-keys', command: false },
  listApiKeys: { method: 'GET', path: '/api/v1/api-keys', command: false },
  rotateApiKey: { method: 'POST', path: '/api/v1/api-keys/{apiKeyId}/rotate', command: false },
  revokeApiKey: { method: 'POST', path: '/api/v1/api-keys/{apiKeyId}/revoke', command: false },
  getReserves: { method: 'GET', path: '/api/v1/audit/reserves', command: false },
  listFindings: { method: 'GET', path: '/api/v1/audit/findings', command: false },
  getConfig: { method: 'GET', path: '/api/v1/config', command: false },
} as const

export type OperationName = keyof typeof OPERATIONS

/** What each operation takes and answers. */
export type Operations = {
  /** Registers a user and gives them a Stellar wallet. */
  createUser: {
    params: null
    query: null
    body: CreateUserRequest
    data: User
  }
  /** Lists users, newest first, or finds the one that the marketplace's own id names. */
  listUsers: {
    params: null
    query: {
      externalUserId?: string | undefined
      /** Items on a page. */
      limit?: number | undefined
      /** Where the page begins: nextCursor of the page before. */
      cursor?: string | undefined
    }
    body: null
    data: User
  }
  /** Reads a user. */
  getUser: {
    params: {
      userId: string
    }
    query: null
    body: null
    data: User
  }
  /** Tells the address of a user's wallet, whether the network has it, and what it holds. */
  getWallet: {
    params: {
      userId: string
    }
    query: null
    body: null
    data: Wallet
  }
  /** Lists every move of USDC into and out of a user's wallet on chain, newest first. */
  listWalletTransactions: {
    params: {
      userId: string
    }
    query: {
      /** Items on a page. */
      limit?: number | undefined
      /** Where the page begins: nextCursor of the page before. */
      cursor?: string | undefined
    }
    body: null
    data: WalletTransaction
  }
  /** Tells where a user's USDC has to be sent. */
  getDepositAddress: {
    params: {
      userId: string
    }
    query: null
    body: null
    data: Deposit
  }
  /** Reads a user's available and reserved balance. */
  getBalance: {
    params: {
      userId: string
    }
    query: null
    body: null
    data: Balance
  }
  /** Lists the moves on a user's available and reserved balance, newest first. Their sums are the balances. */
  listBalanceEntries: {
    params: {
      userId: string
    }
    query: {
      /** Items on a page. */
      limit?: number | undefined
      cursor?: string | undefined
    }
    body: null
    data: BalanceEntry
  }
  /** Creates an order between a buyer and a seller. No money moves. */
  createOrder: {
    params: null
    query: null
    body: CreateOrderRequest
    data: Order
  }
  /** Lists orders, newest first. An order created meanwhile moves no page. */
  listOrders: {
    params: null
    query: {
      status?: OrderStatus | undefined
      buyerId?: string | undefined
      sellerId?: string | undefined
      /** A moment with an offset, or a day. Example: `2026-01-12T10:00:00Z` */
      createdAfter?: string | undefined
      /** A moment with an offset, or a day. Example: `2026-01-12T10:00:00Z` */
      createdBefore?: string | undefined
      /** Items on a page. */
      limit?: number | undefined
      /** Where the page begins: nextCursor of the page before. */
      cursor?: string | undefined
    }
    body: null
    data: Order
  }
  /** Reads an order; with consistency=strong held against its workflow. */
  getOrder: {
    params: {
      orderId: string
    }
    query: {
      consistency?: 'eventual' | 'strong' | undefined
    }
    body: null
    data: Order & {
      /** Only with consistency=strong: what the workflow of the order says. */
      consistency?:
        | {
            level: 'strong'
            workflow: {
              status: OrderStatus
              version: number
            } | null
            agrees: boolean
          }
        | undefined
    }
  }
  /** Sets the order's amount aside from the buyer's balance. */
  reserveFunds: {
    params: {
      orderId: string
    }
    query: null
    body: ReserveFundsRequest
    data: Order
  }
  /** Deploys the escrow contract of an order. */
  createEscrow: {
    params: {
      orderId: string
    }
    query: null
    body: CreateEscrowRequest
    data: Order
  }
  /** Sends the reserved USDC to the escrow contract. */
  fundEscrow: {
    params: {
      orderId: string
    }
    query: null
    body: FundEscrowRequest
    data: Order
  }
  /** Says in the contract, for the seller, that a milestone is done. */
  completeMilestone: {
    params: {
      orderId: string
      ref: string
    }
    query: null
    body: CompleteMilestoneRequest
    data: Order
  }
  /** Approves a milestone and pays the seller for it. */
  releaseMilestone: {
    params: {
      orderId: string
      ref: string
    }
    query: null
    body: ReleaseMilestoneRequest
    data: Order
  }
  /** Approves the work and pays the seller. */
  releaseOrder: {
    params: {
      orderId: string
    }
    query: null
    body: ReleaseOrderRequest
    data: Order
  }
  /** Pays the whole amount back to the buyer out of the escrow. */
  refundOrder: {
    params: {
      orderId: string
    }
    query: null
    body: RefundOrderRequest
    data: Order
  }
  /** Freezes the order until support decides. */
  openDispute: {
    params: {
      orderId: string
    }
    query: null
    body: OpenDisputeRequest
    data: Order
  }
  /** Closes an order before its escrow and gives the reservation back. */
  cancelOrder: {
    params: {
      orderId: string
    }
    query: null
    body: CancelOrderRequest
    data: Order
  }
  /** Shows what each action would pay to whom, with fees and transactions, before it is taken. */
  getQuote: {
    params: {
      orderId: string
    }
    query: {
      /** A positive decimal in a string, with at most two decimals. Example: `50.00` */
      releaseAmount?: string | null | undefined
      /** A positive decimal in a string, with at most two decimals. Example: `50.00` */
      refundAmount?: string | null | undefined
    }
    body: null
    data: Quote
  }
  /** Tells all that happened to an order: events with their postings, transactions on chain, states. */
  getTimeline: {
    params: {
      orderId: string
    }
    query: null
    body: null
    data: Timeline
  }
  /** Lists the commands that an order was given, the last one first. */
  listCommands: {
    params: {
      orderId: string
    }
    query: {
      /** Items on a page. */
      limit?: number | undefined
      /** Where the page begins: nextCursor of the page before. */
      cursor?: string | undefined
    }
    body: null
    data: Command
  }
  /** Tells whether a command is pending, succeeded or was rejected. */
  getCommand: {
    params: {
      orderId: string
      commandId: string
    }
    query: null
    body: null
    data: Command
  }
  /** Lists disputes, newest first. */
  listDisputes: {
    params: null
    query: {
      status?: DisputeStatus | undefined
      orderId?: string | undefined
      /** Items on a page. */
      limit?: number | undefined
      /** Where the page begins: nextCursor of the page before. */
      cursor?: string | undefined
    }
    body: null
    data: Dispute
  }
  /** Reads a dispute. */
  getDispute: {
    params: {
      disputeId: string
    }
    query: null
    body: null
    data: Dispute
  }
  /** Says who of support looks into a dispute. */
  assignDispute: {
    params: {
      disputeId: string
    }
    query: null
    body: AssignDisputeRequest
    data: Dispute
  }
  /** Decides a dispute: the contract pays out, and the order closes. */
  resolveDispute: {
    params: {
      disputeId: string
    }
    query: null
    body: ResolveDisputeRequest
    data: Order
  }
  /** Takes USDC out of a user’s wallet to an address of their own. Answers once the money is set aside. */
  createWithdrawal: {
    params: null
    query: null
    body: CreateWithdrawalRequest
    data: Withdrawal
  }
  /** Lists withdrawals, newest first. One that is asked for meanwhile moves no page. */
  listWithdrawals: {
    params: null
    query: {
      userId?: string | undefined
      status?: WithdrawalStatus | undefined
      /** A moment with an offset, or a day. Example: `2026-01-12T10:00:00Z` */
      createdAfter?: string | undefined
      /** A moment with an offset, or a day. Example: `2026-01-12T10:00:00Z` */
      createdBefore?: string | undefined
      /** Items on a page. */
      limit?: number | undefined
      /** Where the page begins: nextCursor of the page before. */
      cursor?: string | undefined
    }
    body: null
    data: Withdrawal
  }
  /** Reads a withdrawal. One that was refused does not exist; the refusal is in the details of the 404. */
  getWithdrawal: {
    params: {
      withdrawalId: string
    }
    query: null
    body: null
    data: Withdrawal
  }
  /** Has the payment that is stuck tried again at once. The answer does not wait for it. */
  retryWithdrawal: {
    params: {
      withdrawalId: string
    }
    query: null
    body: RetryWithdrawalRequest
    data: Withdrawal
  }
  /** Gives the money of a stuck withdrawal back, once it is certain that it cannot be paid any more. */
  giveUpWithdrawal: {
    params: {
      withdrawalId: string
    }
    query: null
    body: GiveUpWithdrawalRequest
    data: Withdrawal
  }
  /** Lists the orders that cannot go on by themselves, with what can be done, the order created last first. */
  listStuckOrders: {
    params: null
    query: {
      /** Items on a page. */
      limit?: number | undefined
      /** Where the page begins: nextCursor of the page before. */
      cursor?: string | undefined
    }
    body: null
    data: StuckOrder
  }
  /** Has the step that is stuck tried again at once. The answer does not wait for it. */
  retryOrder: {
    params: {
      orderId: string
    }
    query: null
    body: RetryOrderRequest
    data: Order
  }
  /** Closes an order while no money is on chain, also a stuck one, and gives the reservation back. */
  abortOrder: {
    params: {
      orderId: string
    }
    query: null
    body: AbortOrderRequest
    data: Order
  }
  /** Says which transaction did the stuck step by hand; it is checked, and the order goes on from there. */
  resolveManually: {
    params: {
      orderId: string
    }
    query: null
    body: ResolveManuallyRequest
    data: Order
  }
  /** Gives more time: moves the reservation, review or dispute deadline of an order to a later moment. */
  extendDeadline: {
    params: {
      orderId: string
      deadline: string
    }
    query: null
    body: ExtendDeadlineRequest
    data: Order
  }
  /** Lists what support did to orders and withdrawals, by whom and why, newest first. */
  listOperatorActions: {
    params: null
    query: {
      orderId?: string | undefined
      withdrawalId?: string | undefined
      /** Items on a page. */
      limit?: number | undefined
      /** Where the page begins: nextCursor of the page before. */
      cursor?: string | undefined
    }
    body: null
    data: OperatorAction
  }
  /** Streams events as they happen; resumes after Last-Event-ID or ?since=, filters by ?types=order.* */
  streamEvents: {
    params: null
    query: {
      /** Event types or patterns, separated by commas or repeated; every event without it. Example: `order.*` */
      types?: string | undefined
      aggregateId?: string | undefined
      /** The sequence of the last event that is known. */
      since?: string | undefined
      /** Instead of an Authorization header, for browsers. */
      ticket?: string | undefined
    }
    body: null
    data: never
  }
  /** Lists past events, oldest first. Who goes on after the last one misses none. */
  listEvents: {
    params: null
    query: {
      /** Event types or patterns, separated by commas or repeated; every event without it. Example: `order.*` */
      types?: string | undefined
      aggregateId?: string | undefined
      /** Items on a page. */
      limit?: number | undefined
      /** Where the page begins: nextCursor of the page before. */
      cursor?: string | undefined
    }
    body: null
    data: EventEnvelope
  }
  /** Makes a ticket with which a browser opens the event stream once, within a minute. */
  createEventTicket: {
    params: null
    query: null
    body: CreateEventTicketRequest
    data: EventTicket
  }
  /** Has events sent to a URL from now on, signed as Standard Webhooks say. The secret is shown in this answer. */
  createWebhookEndpoint: {
    params: null
    query: null
    body: CreateWebhookEndpointRequest
    data: WebhookEndpointWithSecret
  }
  /** Lists webhook endpoints, newest first, without those that were removed. */
  listWebhookEndpoints: {
    params: null
    query: {
      /** Items on a page. */
      limit?: number | undefined
      /** Where the page begins: nextCursor of the page before. */
      cursor?: string | undefined
    }
    body: null
    data: WebhookEndpoint
  }
  /** Shows a webhook endpoint. */
  getWebhookEndpoint: {
    params: {
      webhookEndpointId: string
    }
    query: null
    body: null
    data: WebhookEndpoint
  }
  /** Changes what is given of a webhook endpoint and leaves the rest. What waits goes to the new URL. */
  updateWebhookEndpoint: {
    params: {
      webhookEndpointId: string
    }
    query: null
    body: UpdateWebhookEndpointRequest
    data: WebhookEndpoint
  }
  /** Sends to a webhook endpoint again, first what has waited for less than three days. */
  enableWebhookEndpoint: {
    params: {
      webhookEndpointId: string
    }
    query: null
    body: EnableWebhookEndpointRequest
    data: WebhookEndpoint
  }
  /** Sends nothing to a webhook endpoint until it is enabled; events wait, for three days at most. */
  disableWebhookEndpoint: {
    params: {
      webhookEndpointId: string
    }
    query: null
    body: DisableWebhookEndpointRequest
    data: WebhookEndpoint
  }
  /** Removes a webhook endpoint for ever and cancels what waits for it. */
  removeWebhookEndpoint: {
    params: {
      webhookEndpointId: string
    }
    query: null
    body: RemoveWebhookEndpointRequest
    data: RemovedWebhookEndpoint
  }
  /** Makes a new secret for a webhook endpoint. The old one signs beside it for the overlap. */
  rotateWebhookSecret: {
    params: {
      webhookEndpointId: string
    }
    query: null
    body: RotateWebhookSecretRequest
    data: WebhookEndpointWithSecret
  }
  /** Sends an event webhook.test to this webhook endpoint alone. Its delivery tells what came of it. */
  testWebhookEndpoint: {
    params: {
      webhookEndpointId: string
    }
    query: null
    body: TestWebhookEndpointRequest
    data: EventDelivery
  }
  /** Lists what was and will be sent to a webhook endpoint, newest first, for 30 days after it ended. */
  listWebhookDeliveries: {
    params: {
      webhookEndpointId: string
    }
    query: {
      status?: 'PENDING' | 'DELIVERED' | 'FAILED' | 'CANCELED' | undefined
      /** One type of event. Example: `order.closed` */
      eventType?: string | undefined
      /** A moment with an offset, or a day. Example: `2026-01-12T10:00:00Z` */
      createdAfter?: string | undefined
      /** A moment with an offset, or a day. Example: `2026-01-12T10:00:00Z` */
      createdBefore?: string | undefined
      /** Items on a page. */
      limit?: number | undefined
      /** Where the page begins: nextCursor of the page before. */
      cursor?: string | undefined
    }
    body: null
    data: EventDelivery
  }
  /** Sends the events of a time again: those that were given up, or with status ALL every one that the endpoint wants. */
  replayWebhookDeliveries: {
    params: {
      webhookEndpointId: string
    }
    query: null
    body: ReplayWebhookDeliveriesRequest
    data: WebhookReplay
  }
  /** Shows a webhook delivery with what was tried and what the endpoint answered. */
  getWebhookDelivery: {
    params: {
      webhookDeliveryId: string
    }
    query: null
    body: null
    data: EventDeliveryWithAttempts
  }
  /** Sends a webhook delivery again at once, and after failures as often as a new one. Its event keeps its id. */
  replayWebhookDelivery: {
    params: {
      webhookDeliveryId: string
    }
    query: null
    body: ReplayWebhookDeliveryRequest
    data: EventDelivery
  }
  /** Makes an API key with scopes that the caller has too. It is shown once. */
  createApiKey: {
    params: null
    query: null
    body: CreateApiKeyRequest
    data: NewApiKey
  }
  /** Lists API keys, newest first, also those that no longer open anything. The keys themselves are never shown. */
  listApiKeys: {
    params: null
    query: {
      /** Items on a page. */
      limit?: number | undefined
      /** Where the page begins: nextCursor of the page before. */
      cursor?: string | undefined
    }
    body: null
    data: ApiKey
  }
  /** Makes a key that takes the place of another, which goes on for the overlap. It is shown once. */
  rotateApiKey: {
    params: {
      apiKeyId: string
    }
    query: null
    body: RotateApiKeyRequest
    data: NewApiKey
  }
  /** Ends a key for ever: at once here, within five seconds in every other API process. */
  revokeApiKey: {
    params: {
      apiKeyId: string
    }
    query: null
    body: RevokeApiKeyRequest
    data: ApiKey
  }
  /** Shows what is owed to people beside what is held on chain, and how far both were compared. */
  getReserves: {
    params: null
    query: null
    body: null
    data: Reserves
  }
  /** Lists differences that the auditor has found, newest first. */
  listFindings: {
    params: null
    query: {
      status?: 'open' | 'resolved' | undefined
      kind?:
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
        | undefined
      /** Items on a page. */
      limit?: number | undefined
      /** Where the page begins: nextCursor of the page before. */
      cursor?: string | undefined
    }
    body: null
    data: Finding
  }
  /** Tells the network, the asset, fees, limits and versions of this installation. */
  getConfig: {
    params: null
    query: null
    body: null
    data: Config
  }
}
