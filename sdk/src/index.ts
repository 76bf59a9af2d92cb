export { allowedActions, can } from './can.ts'
export { OfferHubApiError } from './errors/apiError.ts'
export { CommandPendingError } from './errors/commandPendingError.ts'
export { IdempotencyKeyError } from './errors/idempotencyKeyError.ts'
export { isApiError } from './errors/isApiError.ts'
export { OfferHubError } from './errors/offerHubError.ts'
export { OutcomeTimeoutError } from './errors/outcomeTimeoutError.ts'
export { OfferHubConnectionError, OfferHubTimeoutError, UnexpectedAnswerError } from './errors/transportErrors.ts'
export type { EventFeed, FeedOptions } from './events/feed.ts'
export { EventGapError } from './events/gapError.ts'
export type { SubscribeOptions } from './events/subscribe.ts'
export { subscribeWithTicket, type TicketOptions } from './events/subscribeWithTicket.ts'
export type { EventGap, EventPattern, Matching, OfferHubEvent } from './events/types.ts'
export * from './generated/errors.ts'
export { EVENT_TYPES, type EventPayloads, type EventType } from './generated/events.ts'
export { TRANSITIONS, type Transition } from './generated/transitions.ts'
export * from './generated/types.ts'
export { API_VERSION } from './generated/version.ts'
export type { AlwaysFollow, CommandAnswer, MaybePendingOrder } from './http/command.ts'
export type { List, Page } from './http/list.ts'
export { money } from './money.ts'
export type {
  CommandOptions,
  FetchLike,
  OfferHubOptions,
  RequestOptions,
  RetryOptions,
  WriteOptions,
} from './options.ts'
export { StatusUnreachableError, WaitTimeoutError } from './orders/waitErrors.ts'
export type { WaitOptions } from './orders/waitFor.ts'
export type { EventQuery } from './resources/events.ts'
export { OfferHubSDK } from './sdk.ts'
export { SDK_VERSION } from './sdkVersion.ts'
export {
  type VerifiedWebhook,
  verifyWebhook,
  type WebhookDelivery,
  type WebhookFault,
  type WebhookHeaders,
  WebhookVerificationError,
} from './webhooks.ts'
export { WithdrawalFailedError, WithdrawalTimeoutError } from './withdrawals/waitErrors.ts'
export type { CompletionOptions } from './withdrawals/waitForCompletion.ts'
