import type { ContractKind } from '../intent.ts'
import type { BuildFailure } from './errors.ts'

export type FailedAnswer = {
  readonly status: number
  readonly message: string
  readonly retryAfter: string | null
  /** Whose error numbers the text may carry. */
  readonly contract: ContractKind
}
export type ClassifiedAnswer = { readonly failure: BuildFailure; readonly retryAfterMs?: number }

/** The vendor's window: 50 requests in 60 seconds. It documents no Retry-After. */
const THROTTLE_WINDOW_MS = 60_000
const MAX_RETRY_AFTER_MS = 300_000

/**
 * Host and vendor texts for state that its own node or index does not show yet. A resolution is only asked for when our own
 * server shows the dispute, so that "not in dispute" belongs here too.
 */
const NOT_VISIBLE =
  /MissingValue|non-?existing|does not exist|not exist|escrow not found|no escrow found|account not found|not in dispute/i

/**
 * The single-release contract's errors 39 and 15 in the vendor's words: where the vendor simulated, the escrow held more
 * than the shares, or less. They add up to the balance that our own server showed a moment before. The other contract uses
 * these numbers for other things, and resolves a milestone whatever else it holds.
 */
const BALANCE_MOVED = /sum of distributions must equal|insufficient funds for resolution|Error\(Contract, #(39|15)\)/i

/**
 * Texts of the contract's own refusals. They come with 400 from some versions of the API and with 500 from others, so the
 * text decides and not the status.
 */
const CONTRACT_REFUSALS: readonly RegExp[] = [
  /Error\(Contract, #\d+\)/,
  /^only the .+ (can|should) /i,
  /amount cannot be/i,
  /already (been )?(initialized|resolved|released|approved|in dispute)/i,
  /platform fee cannot exceed/i,
  /without milestone|more than 50 (milestones|distributions)|invalid milestone index|milestone (not found|does not exist)/i,
  /all flags .+ must be false|balance must be zero/i,
  /do not match the stored escrow/i,
  /milestone status cannot be empty/i,
  /(has|have) been released|must be (completed|released)|not completed|opened for dispute|(is|milestone) in dispute/i,
  /not authorized to change|cannot be changed|can't change the|cannot dispute the (escrow|milestone)/i,
  /none of the amounts|to be distributed cannot be|must not exceed|cannot exceed/i,
  /insufficient (funds|balance)|not enough|trustline/i,
]

/** Decides what a failed build means, from the text first and the status second. */
export function classifyAnswer(answer: FailedAnswer): ClassifiedAnswer {
  const { status, message, contract } = answer
  if (status === 429) return { failure: 'throttled', retryAfterMs: retryAfterMs(answer.retryAfter) }
  if (status === 401 || status === 403) return { failure: 'no_access' }
  if (NOT_VISIBLE.test(message)) return { failure: 'not_visible_yet' }
  if (contract === 'single' && BALANCE_MOVED.test(message)) return { failure: 'balance_moved' }
  if (CONTRACT_REFUSALS.some((pattern) => pattern.test(message))) return { failure: 'refused' }
  if (status === 408 || status >= 500) return { failure: 'unavailable' }
  // A 2xx without a transaction, a redirect, or any other 4xx: the same request would be answered the same way.
  return { failure: 'refused' }
}

function retryAfterMs(header: string | null): number {
  const seconds = header === null || !/^\d{1,6}$/.test(header.trim()) ? null : Number(header)
  return seconds === null ? THROTTLE_WINDOW_MS : Math.min(seconds * 1_000, MAX_RETRY_AFTER_MS)
}
