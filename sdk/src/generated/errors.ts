// Written by `npm run sdk:generate` from the schemas and catalogues of the API. Changes here are lost.

import { OfferHubApiError } from '../errors/apiError.ts'
import type { CommandKind, DestinationReason } from './types.ts'

/** Every code that the API refuses with: its HTTP status, what it means, what to do, and whether it passes by itself. */
export const ERRORS = {
  VALIDATION_ERROR: {
    status: 400,
    meaning: 'The request is not well-formed or a field has a value that is not allowed.',
    remedy: 'Correct the fields named in details.fields and send the request again.',
    retryable: false,
  },
  UNAUTHORIZED: {
    status: 401,
    meaning: 'The API key is missing or unknown.',
    remedy: 'Send a valid key as "Authorization: Bearer ohk_...".',
    retryable: false,
  },
  FORBIDDEN: {
    status: 403,
    meaning: 'The key or the named party may not do this.',
    remedy: 'Use a key with the scope named in details, or name a party that may ask for it.',
    retryable: false,
  },
  NOT_FOUND: {
    status: 404,
    meaning: 'There is no such route or resource.',
    remedy: 'Check the method and the path.',
    retryable: false,
  },
  ORDER_NOT_FOUND: {
    status: 404,
    meaning: 'There is no order with this id.',
    remedy: 'Check the order id.',
    retryable: false,
  },
  USER_NOT_FOUND: {
    status: 404,
    meaning: 'There is no user with this id.',
    remedy: 'Create the user first, then use the id from that answer.',
    retryable: false,
  },
  MILESTONE_NOT_FOUND: {
    status: 404,
    meaning: 'The order has no milestone with this reference.',
    remedy: 'Use a reference from the milestones of the order.',
    retryable: false,
  },
  DISPUTE_NOT_FOUND: {
    status: 404,
    meaning: 'There is no dispute with this id.',
    remedy: 'Check the dispute id; an order names its dispute as disputeId.',
    retryable: false,
  },
  WITHDRAWAL_NOT_FOUND: {
    status: 404,
    meaning: 'There is no withdrawal with this id.',
    remedy: 'Check the withdrawal id (wdr_...). One that was refused when it was asked for does not exist.',
    retryable: false,
  },
  API_KEY_NOT_FOUND: {
    status: 404,
    meaning: 'There is no API key with this id.',
    remedy: 'Check the id of the key (key_...), which is not the key itself.',
    retryable: false,
  },
  INVALID_STATE: {
    status: 409,
    meaning: 'The order, dispute, withdrawal or key is in a state in which this action is not allowed.',
    remedy: 'Read details.currentStatus and details.allowedActions.',
    retryable: false,
  },
  IDEMPOTENCY_KEY_REUSED: {
    status: 409,
    meaning: 'This Idempotency-Key was used for a different request.',
    remedy: 'Use a new key for a new request.',
    retryable: false,
  },
  IDEMPOTENCY_KEY_IN_PROGRESS: {
    status: 409,
    meaning: 'A request with this Idempotency-Key is still being worked on.',
    remedy: 'Wait as long as Retry-After says, then send the same request again.',
    retryable: true,
  },
  CLIENT_ORDER_REF_REUSED: {
    status: 409,
    meaning: 'Another order with different content has this client order reference.',
    remedy: 'Use a new reference, or send the content of the existing order.',
    retryable: false,
  },
  PAYLOAD_TOO_LARGE: {
    status: 413,
    meaning: 'The request body is larger than allowed.',
    remedy: 'Send a smaller body.',
    retryable: false,
  },
  UNSUPPORTED_MEDIA_TYPE: {
    status: 415,
    meaning: 'The request body has a content type that is not understood.',
    remedy: 'Send JSON as "Content-Type: application/json".',
    retryable: false,
  },
  INSUFFICIENT_FUNDS: {
    status: 422,
    meaning: "The user's available balance is lower than the amount.",
    remedy: "Have the user deposit the difference to the user's deposit address, or ask for less.",
    retryable: false,
  },
  DESTINATION_REFUSED: {
    status: 422,
    meaning: 'USDC cannot be paid to this address, or would be lost there.',
    remedy: 'Read details.reason; have the owner of the address put it right, or name another address.',
    retryable: false,
  },
  ESCROW_TOO_LARGE: {
    status: 422,
    meaning: 'The order says more than an escrow contract on Stellar can hold: its events may not exceed 16,384 bytes.',
    remedy: 'Shorten title, description and milestone titles, or use fewer milestones.',
    retryable: false,
  },
  FEES_NOT_PAYABLE: {
    status: 422,
    meaning: "The amount is too small, or divides so that the contract's fees cannot be taken out of it.",
    remedy: 'Use a larger amount, or parts with at most two decimals.',
    retryable: false,
  },
  PROOF_NOT_ACCEPTED: {
    status: 422,
    meaning: 'The transaction does not show that the stuck step has happened.',
    remedy:
      "Name a transaction that was applied on this network and that calls the function named in details on the order's contract.",
    retryable: false,
  },
  DEADLINE_NOT_LATER: {
    status: 422,
    meaning: 'A deadline can only be moved to a later moment.',
    remedy: 'Name a moment after the one in details.dueAt.',
    retryable: false,
  },
  RESERVE_MISMATCH_AMOUNT: {
    status: 422,
    meaning: "The amount to reserve differs from the order's amount.",
    remedy: "Leave the amount out or send the order's amount.",
    retryable: false,
  },
  RATE_LIMITED: {
    status: 429,
    meaning: 'This API key has sent more requests than it may in this minute.',
    remedy: 'Wait as long as Retry-After says. The RateLimit header tells what is left.',
    retryable: true,
  },
  INTERNAL_ERROR: {
    status: 500,
    meaning: 'Something failed on our side. The request may or may not have taken effect.',
    remedy: 'Repeat the request with the same Idempotency-Key; report the requestId if it happens again.',
    retryable: true,
  },
  SERVICE_UNAVAILABLE: {
    status: 503,
    meaning:
      'A part of the system cannot be reached, or there is more to do than can be done soon. Nothing was accepted.',
    remedy: 'Repeat the request with the same Idempotency-Key after the time in Retry-After.',
    retryable: true,
  },
} as const

/** A code of the catalogue. */
export type ErrorCode = keyof typeof ERRORS

/** What `error.details` holds, by code. */
export type ErrorDetails = {
  VALIDATION_ERROR: {
    fields: readonly {
      field: string
      message: string
    }[]
  }
  UNAUTHORIZED: Record<string, unknown>
  FORBIDDEN: {
    requiredScope?: 'read' | 'write' | 'support' | undefined
    allowedActors?: readonly string[] | undefined
  }
  NOT_FOUND: Record<string, unknown>
  ORDER_NOT_FOUND: {
    orderId: string
  }
  USER_NOT_FOUND: {
    userId?: string | undefined
    field?: string | undefined
    buyerId?: string | undefined
    sellerId?: string | undefined
  }
  MILESTONE_NOT_FOUND: {
    milestones: readonly string[]
  }
  DISPUTE_NOT_FOUND: {
    disputeId: string
  }
  WITHDRAWAL_NOT_FOUND: {
    withdrawalId: string
    /** Why it was refused, of one that was accepted before. */
    refusal?:
      | {
          code: string
          message: string
          status: number
          details?: Record<string, unknown> | undefined
        }
      | undefined
  }
  API_KEY_NOT_FOUND: {
    apiKeyId: string
  }
  INVALID_STATE: {
    /** The state that the order, dispute, withdrawal or key is in. */
    currentStatus: string
    /** What it takes in this state. */
    allowedActions?: readonly CommandKind[] | undefined
    milestoneStatus?: string | undefined
    replacedBy?: string | null | undefined
  }
  IDEMPOTENCY_KEY_REUSED: Record<string, unknown>
  IDEMPOTENCY_KEY_IN_PROGRESS: Record<string, unknown>
  CLIENT_ORDER_REF_REUSED: {
    clientOrderRef: string
    orderId?: string | null | undefined
  }
  PAYLOAD_TOO_LARGE: Record<string, unknown>
  UNSUPPORTED_MEDIA_TYPE: Record<string, unknown>
  INSUFFICIENT_FUNDS: {
    /** What the user has, a decimal string. */
    available: string
    /** What the order or withdrawal needs, a decimal string. */
    required: string
  }
  DESTINATION_REFUSED: {
    /** What is wrong with the address. */
    reason: DestinationReason
  }
  ESCROW_TOO_LARGE: {
    bytes: number
    maxBytes: number
    milestones: number
    milestonesThatFit: number
    textBytes: {
      title: number
      description: number
      milestoneTitles: number
    }
  }
  FEES_NOT_PAYABLE: {
    amount?: string | undefined
    amountMin?: string | undefined
    ref?: string | undefined
    releaseAmount?: string | undefined
    refundAmount?: string | undefined
  }
  PROOF_NOT_ACCEPTED: Record<string, unknown>
  DEADLINE_NOT_LATER: {
    dueAt: string
  }
  RESERVE_MISMATCH_AMOUNT: {
    orderAmount: string
    requestedAmount: string
  }
  RATE_LIMITED: {
    class: string
    limit: number
    windowSeconds: number
  }
  INTERNAL_ERROR: Record<string, unknown>
  SERVICE_UNAVAILABLE: Record<string, unknown>
}

/**
 * `VALIDATION_ERROR` (400): The request is not well-formed or a field has a value that is not allowed.
 *
 * Correct the fields named in details.fields and send the request again.
 */
export class ValidationError extends OfferHubApiError {
  override readonly name = 'ValidationError'
  declare readonly code: 'VALIDATION_ERROR'
  declare readonly details: ErrorDetails['VALIDATION_ERROR'] | undefined
}

/**
 * `UNAUTHORIZED` (401): The API key is missing or unknown.
 *
 * Send a valid key as "Authorization: Bearer ohk_...".
 */
export class UnauthorizedError extends OfferHubApiError {
  override readonly name = 'UnauthorizedError'
  declare readonly code: 'UNAUTHORIZED'
  declare readonly details: ErrorDetails['UNAUTHORIZED'] | undefined
}

/**
 * `FORBIDDEN` (403): The key or the named party may not do this.
 *
 * Use a key with the scope named in details, or name a party that may ask for it.
 */
export class ForbiddenError extends OfferHubApiError {
  override readonly name = 'ForbiddenError'
  declare readonly code: 'FORBIDDEN'
  declare readonly details: ErrorDetails['FORBIDDEN'] | undefined
}

/**
 * `NOT_FOUND` (404): There is no such route or resource.
 *
 * Check the method and the path.
 */
export class NotFoundError extends OfferHubApiError {
  override readonly name = 'NotFoundError'
  declare readonly code: 'NOT_FOUND'
  declare readonly details: ErrorDetails['NOT_FOUND'] | undefined
}

/**
 * `ORDER_NOT_FOUND` (404): There is no order with this id.
 *
 * Check the order id.
 */
export class OrderNotFoundError extends OfferHubApiError {
  override readonly name = 'OrderNotFoundError'
  declare readonly code: 'ORDER_NOT_FOUND'
  declare readonly details: ErrorDetails['ORDER_NOT_FOUND'] | undefined
}

/**
 * `USER_NOT_FOUND` (404): There is no user with this id.
 *
 * Create the user first, then use the id from that answer.
 */
export class UserNotFoundError extends OfferHubApiError {
  override readonly name = 'UserNotFoundError'
  declare readonly code: 'USER_NOT_FOUND'
  declare readonly details: ErrorDetails['USER_NOT_FOUND'] | undefined
}

/**
 * `MILESTONE_NOT_FOUND` (404): The order has no milestone with this reference.
 *
 * Use a reference from the milestones of the order.
 */
export class MilestoneNotFoundError extends OfferHubApiError {
  override readonly name = 'MilestoneNotFoundError'
  declare readonly code: 'MILESTONE_NOT_FOUND'
  declare readonly details: ErrorDetails['MILESTONE_NOT_FOUND'] | undefined
}

/**
 * `DISPUTE_NOT_FOUND` (404): There is no dispute with this id.
 *
 * Check the dispute id; an order names its dispute as disputeId.
 */
export class DisputeNotFoundError extends OfferHubApiError {
  override readonly name = 'DisputeNotFoundError'
  declare readonly code: 'DISPUTE_NOT_FOUND'
  declare readonly details: ErrorDetails['DISPUTE_NOT_FOUND'] | undefined
}

/**
 * `WITHDRAWAL_NOT_FOUND` (404): There is no withdrawal with this id.
 *
 * Check the withdrawal id (wdr_...). One that was refused when it was asked for does not exist.
 */
export class WithdrawalNotFoundError extends OfferHubApiError {
  override readonly name = 'WithdrawalNotFoundError'
  declare readonly code: 'WITHDRAWAL_NOT_FOUND'
  declare readonly details: ErrorDetails['WITHDRAWAL_NOT_FOUND'] | undefined
}

/**
 * `API_KEY_NOT_FOUND` (404): There is no API key with this id.
 *
 * Check the id of the key (key_...), which is not the key itself.
 */
export class ApiKeyNotFoundError extends OfferHubApiError {
  override readonly name = 'ApiKeyNotFoundError'
  declare readonly code: 'API_KEY_NOT_FOUND'
  declare readonly details: ErrorDetails['API_KEY_NOT_FOUND'] | undefined
}

/**
 * `INVALID_STATE` (409): The order, dispute, withdrawal or key is in a state in which this action is not allowed.
 *
 * Read details.currentStatus and details.allowedActions.
 */
export class InvalidStateError extends OfferHubApiError {
  override readonly name = 'InvalidStateError'
  declare readonly code: 'INVALID_STATE'
  declare readonly details: ErrorDetails['INVALID_STATE'] | undefined
}

/**
 * `IDEMPOTENCY_KEY_REUSED` (409): This Idempotency-Key was used for a different request.
 *
 * Use a new key for a new request.
 */
export class IdempotencyKeyReusedError extends OfferHubApiError {
  override readonly name = 'IdempotencyKeyReusedError'
  declare readonly code: 'IDEMPOTENCY_KEY_REUSED'
  declare readonly details: ErrorDetails['IDEMPOTENCY_KEY_REUSED'] | undefined
}

/**
 * `IDEMPOTENCY_KEY_IN_PROGRESS` (409): A request with this Idempotency-Key is still being worked on.
 *
 * Wait as long as Retry-After says, then send the same request again.
 */
export class IdempotencyKeyInProgressError extends OfferHubApiError {
  override readonly name = 'IdempotencyKeyInProgressError'
  declare readonly code: 'IDEMPOTENCY_KEY_IN_PROGRESS'
  declare readonly details: ErrorDetails['IDEMPOTENCY_KEY_IN_PROGRESS'] | undefined
}

/**
 * `CLIENT_ORDER_REF_REUSED` (409): Another order with different content has this client order reference.
 *
 * Use a new reference, or send the content of the existing order.
 */
export class ClientOrderRefReusedError extends OfferHubApiError {
  override readonly name = 'ClientOrderRefReusedError'
  declare readonly code: 'CLIENT_ORDER_REF_REUSED'
  declare readonly details: ErrorDetails['CLIENT_ORDER_REF_REUSED'] | undefined
}

/**
 * `PAYLOAD_TOO_LARGE` (413): The request body is larger than allowed.
 *
 * Send a smaller body.
 */
export class PayloadTooLargeError extends OfferHubApiError {
  override readonly name = 'PayloadTooLargeError'
  declare readonly code: 'PAYLOAD_TOO_LARGE'
  declare readonly details: ErrorDetails['PAYLOAD_TOO_LARGE'] | undefined
}

/**
 * `UNSUPPORTED_MEDIA_TYPE` (415): The request body has a content type that is not understood.
 *
 * Send JSON as "Content-Type: application/json".
 */
export class UnsupportedMediaTypeError extends OfferHubApiError {
  override readonly name = 'UnsupportedMediaTypeError'
  declare readonly code: 'UNSUPPORTED_MEDIA_TYPE'
  declare readonly details: ErrorDetails['UNSUPPORTED_MEDIA_TYPE'] | undefined
}

/**
 * `INSUFFICIENT_FUNDS` (422): The user's available balance is lower than the amount.
 *
 * Have the user deposit the difference to the user's deposit address, or ask for less.
 */
export class InsufficientFundsError extends OfferHubApiError {
  override readonly name = 'InsufficientFundsError'
  declare readonly code: 'INSUFFICIENT_FUNDS'
  declare readonly details: ErrorDetails['INSUFFICIENT_FUNDS'] | undefined
}

/**
 * `DESTINATION_REFUSED` (422): USDC cannot be paid to this address, or would be lost there.
 *
 * Read details.reason; have the owner of the address put it right, or name another address.
 */
export class DestinationRefusedError extends OfferHubApiError {
  override readonly name = 'DestinationRefusedError'
  declare readonly code: 'DESTINATION_REFUSED'
  declare readonly details: ErrorDetails['DESTINATION_REFUSED'] | undefined
}

/**
 * `ESCROW_TOO_LARGE` (422): The order says more than an escrow contract on Stellar can hold: its events may not exceed 16,384 bytes.
 *
 * Shorten title, description and milestone titles, or use fewer milestones.
 */
export class EscrowTooLargeError extends OfferHubApiError {
  override readonly name = 'EscrowTooLargeError'
  declare readonly code: 'ESCROW_TOO_LARGE'
  declare readonly details: ErrorDetails['ESCROW_TOO_LARGE'] | undefined
}

/**
 * `FEES_NOT_PAYABLE` (422): The amount is too small, or divides so that the contract's fees cannot be taken out of it.
 *
 * Use a larger amount, or parts with at most two decimals.
 */
export class FeesNotPayableError extends OfferHubApiError {
  override readonly name = 'FeesNotPayableError'
  declare readonly code: 'FEES_NOT_PAYABLE'
  declare readonly details: ErrorDetails['FEES_NOT_PAYABLE'] | undefined
}

/**
 * `PROOF_NOT_ACCEPTED` (422): The transaction does not show that the stuck step has happened.
 *
 * Name a transaction that was applied on this network and that calls the function named in details on the order's contract.
 */
export class ProofNotAcceptedError extends OfferHubApiError {
  override readonly name = 'ProofNotAcceptedError'
  declare readonly code: 'PROOF_NOT_ACCEPTED'
  declare readonly details: ErrorDetails['PROOF_NOT_ACCEPTED'] | undefined
}

/**
 * `DEADLINE_NOT_LATER` (422): A deadline can only be moved to a later moment.
 *
 * Name a moment after the one in details.dueAt.
 */
export class DeadlineNotLaterError extends OfferHubApiError {
  override readonly name = 'DeadlineNotLaterError'
  declare readonly code: 'DEADLINE_NOT_LATER'
  declare readonly details: ErrorDetails['DEADLINE_NOT_LATER'] | undefined
}

/**
 * `RESERVE_MISMATCH_AMOUNT` (422): The amount to reserve differs from the order's amount.
 *
 * Leave the amount out or send the order's amount.
 */
export class ReserveMismatchAmountError extends OfferHubApiError {
  override readonly name = 'ReserveMismatchAmountError'
  declare readonly code: 'RESERVE_MISMATCH_AMOUNT'
  declare readonly details: ErrorDetails['RESERVE_MISMATCH_AMOUNT'] | undefined
}

/**
 * `RATE_LIMITED` (429): This API key has sent more requests than it may in this minute.
 *
 * Wait as long as Retry-After says. The RateLimit header tells what is left.
 */
export class RateLimitedError extends OfferHubApiError {
  override readonly name = 'RateLimitedError'
  declare readonly code: 'RATE_LIMITED'
  declare readonly details: ErrorDetails['RATE_LIMITED'] | undefined
}

/**
 * `INTERNAL_ERROR` (500): Something failed on our side. The request may or may not have taken effect.
 *
 * Repeat the request with the same Idempotency-Key; report the requestId if it happens again.
 */
export class InternalError extends OfferHubApiError {
  override readonly name = 'InternalError'
  declare readonly code: 'INTERNAL_ERROR'
  declare readonly details: ErrorDetails['INTERNAL_ERROR'] | undefined
}

/**
 * `SERVICE_UNAVAILABLE` (503): A part of the system cannot be reached, or there is more to do than can be done soon. Nothing was accepted.
 *
 * Repeat the request with the same Idempotency-Key after the time in Retry-After.
 */
export class ServiceUnavailableError extends OfferHubApiError {
  override readonly name = 'ServiceUnavailableError'
  declare readonly code: 'SERVICE_UNAVAILABLE'
  declare readonly details: ErrorDetails['SERVICE_UNAVAILABLE'] | undefined
}

/** The class of each code. */
export const ERROR_CLASSES = {
  VALIDATION_ERROR: ValidationError,
  UNAUTHORIZED: UnauthorizedError,
  FORBIDDEN: ForbiddenError,
  NOT_FOUND: NotFoundError,
  ORDER_NOT_FOUND: OrderNotFoundError,
  USER_NOT_FOUND: UserNotFoundError,
  MILESTONE_NOT_FOUND: MilestoneNotFoundError,
  DISPUTE_NOT_FOUND: DisputeNotFoundError,
  WITHDRAWAL_NOT_FOUND: WithdrawalNotFoundError,
  API_KEY_NOT_FOUND: ApiKeyNotFoundError,
  INVALID_STATE: InvalidStateError,
  IDEMPOTENCY_KEY_REUSED: IdempotencyKeyReusedError,
  IDEMPOTENCY_KEY_IN_PROGRESS: IdempotencyKeyInProgressError,
  CLIENT_ORDER_REF_REUSED: ClientOrderRefReusedError,
  PAYLOAD_TOO_LARGE: PayloadTooLargeError,
  UNSUPPORTED_MEDIA_TYPE: UnsupportedMediaTypeError,
  INSUFFICIENT_FUNDS: InsufficientFundsError,
  DESTINATION_REFUSED: DestinationRefusedError,
  ESCROW_TOO_LARGE: EscrowTooLargeError,
  FEES_NOT_PAYABLE: FeesNotPayableError,
  PROOF_NOT_ACCEPTED: ProofNotAcceptedError,
  DEADLINE_NOT_LATER: DeadlineNotLaterError,
  RESERVE_MISMATCH_AMOUNT: ReserveMismatchAmountError,
  RATE_LIMITED: RateLimitedError,
  INTERNAL_ERROR: InternalError,
  SERVICE_UNAVAILABLE: ServiceUnavailableError,
} as const

/** Every refusal of the API, told apart by `code`. */
export type AnyApiError =
  | ValidationError
  | UnauthorizedError
  | ForbiddenError
  | NotFoundError
  | OrderNotFoundError
  | UserNotFoundError
  | MilestoneNotFoundError
  | DisputeNotFoundError
  | WithdrawalNotFoundError
  | ApiKeyNotFoundError
  | InvalidStateError
  | IdempotencyKeyReusedError
  | IdempotencyKeyInProgressError
  | ClientOrderRefReusedError
  | PayloadTooLargeError
  | UnsupportedMediaTypeError
  | InsufficientFundsError
  | DestinationRefusedError
  | EscrowTooLargeError
  | FeesNotPayableError
  | ProofNotAcceptedError
  | DeadlineNotLaterError
  | ReserveMismatchAmountError
  | RateLimitedError
  | InternalError
  | ServiceUnavailableError
