/** What went wrong, in the words of the public contract: HTTP status, meaning, and what a caller should do. */
type ErrorEntry = { readonly status: number; readonly meaning: string; readonly remedy: string }

/** The one catalogue of errors: answers, documents and the SDK's classes come from here. */
export const ERRORS = {
  VALIDATION_ERROR: {
    status: 400,
    meaning: 'The request is not well-formed or a field has a value that is not allowed.',
    remedy: 'Correct the fields named in details.fields and send the request again.',
  },
  UNAUTHORIZED: {
    status: 401,
    meaning: 'The API key is missing or unknown.',
    remedy: 'Send a valid key as "Authorization: Bearer ohk_...".',
  },
  FORBIDDEN: {
    status: 403,
    meaning: 'The key or the named party may not do this.',
    remedy: 'Use a key with the scope named in details, or name a party that may ask for it.',
  },
  NOT_FOUND: {
    status: 404,
    meaning: 'There is no such route or resource.',
    remedy: 'Check the method and the path.',
  },
  ORDER_NOT_FOUND: {
    status: 404,
    meaning: 'There is no order with this id.',
    remedy: 'Check the order id.',
  },
  USER_NOT_FOUND: {
    status: 404,
    meaning: 'There is no user with this id.',
    remedy: 'Create the user first, then use the id from that answer.',
  },
  MILESTONE_NOT_FOUND: {
    status: 404,
    meaning: 'The order has no milestone with this reference.',
    remedy: 'Use a reference from the milestones of the order.',
  },
  DISPUTE_NOT_FOUND: {
    status: 404,
    meaning: 'There is no dispute with this id.',
    remedy: 'Check the dispute id; an order names its dispute as disputeId.',
  },
  WITHDRAWAL_NOT_FOUND: {
    status: 404,
    meaning: 'There is no withdrawal with this id.',
    remedy: 'Check the withdrawal id (wdr_...). One that was refused when it was asked for does not exist.',
  },
  API_KEY_NOT_FOUND: {
    status: 404,
    meaning: 'There is no API key with this id.',
    remedy: 'Check the id of the key (key_...), which is not the key itself.',
  },
  INVALID_STATE: {
    status: 409,
    meaning: 'The order, dispute, withdrawal or key is in a state in which this action is not allowed.',
    remedy: 'Read details.currentStatus and details.allowedActions.',
  },
  IDEMPOTENCY_KEY_REUSED: {
    status: 409,
    meaning: 'This Idempotency-Key was used for a different request.',
    remedy: 'Use a new key for a new request.',
  },
  IDEMPOTENCY_KEY_IN_PROGRESS: {
    status: 409,
    meaning: 'A request with this Idempotency-Key is still being worked on.',
    remedy: 'Wait as long as Retry-After says, then send the same request again.',
  },
  CLIENT_ORDER_REF_REUSED: {
    status: 409,
    meaning: 'Another order with different content has this client order reference.',
    remedy: 'Use a new reference, or send the content of the existing order.',
  },
  PAYLOAD_TOO_LARGE: {
    status: 413,
    meaning: 'The request body is larger than allowed.',
    remedy: 'Send a smaller body.',
  },
  UNSUPPORTED_MEDIA_TYPE: {
    status: 415,
    meaning: 'The request body has a content type that is not understood.',
    remedy: 'Send JSON as "Content-Type: application/json".',
  },
  INSUFFICIENT_FUNDS: {
    status: 422,
    meaning: "The user's available balance is lower than the amount.",
    remedy: "Have the user deposit the difference to the user's deposit address, or ask for less.",
  },
  DESTINATION_REFUSED: {
    status: 422,
    meaning: 'USDC cannot be paid to this address, or would be lost there.',
    remedy: 'Read details.reason; have the owner of the address put it right, or name another address.',
  },
  ESCROW_TOO_LARGE: {
    status: 422,
    meaning: 'The order says more than an escrow contract on Stellar can hold: its events may not exceed 16,384 bytes.',
    remedy: 'Shorten title, description and milestone titles, or use fewer milestones.',
  },
  FEES_NOT_PAYABLE: {
    status: 422,
    meaning: "The amount is too small, or divides so that the contract's fees cannot be taken out of it.",
    remedy: 'Use a larger amount, or parts with at most two decimals.',
  },
  PROOF_NOT_ACCEPTED: {
    status: 422,
    meaning: 'The transaction does not show that the stuck step has happened.',
    remedy:
      "Name a transaction that was applied on this network and that calls the function named in details on the order's contract.",
  },
  DEADLINE_NOT_LATER: {
    status: 422,
    meaning: 'A deadline can only be moved to a later moment.',
    remedy: 'Name a moment after the one in details.dueAt.',
  },
  RESERVE_MISMATCH_AMOUNT: {
    status: 422,
    meaning: "The amount to reserve differs from the order's amount.",
    remedy: "Leave the amount out or send the order's amount.",
  },
  RATE_LIMITED: {
    status: 429,
    meaning: 'This API key has sent more requests than it may in this minute.',
    remedy: 'Wait as long as Retry-After says. The RateLimit header tells what is left.',
  },
  INTERNAL_ERROR: {
    status: 500,
    meaning: 'Something failed on our side. The request may or may not have taken effect.',
    remedy: 'Repeat the request with the same Idempotency-Key; report the requestId if it happens again.',
  },
  SERVICE_UNAVAILABLE: {
    status: 503,
    meaning:
      'A part of the system cannot be reached, or there is more to do than can be done soon. Nothing was accepted.',
    remedy: 'Repeat the request with the same Idempotency-Key after the time in Retry-After.',
  },
} as const satisfies Record<string, ErrorEntry>

export type ErrorCode = keyof typeof ERRORS

/** Why a command was refused, as the outcome row and the HTTP answer carry it. */
export type Rejection = {
  readonly code: ErrorCode
  readonly message: string
  readonly details?: Readonly<Record<string, unknown>>
}
