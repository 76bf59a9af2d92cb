import { OfferHubApiError } from '../errors/apiError.ts'
import type { Withdrawal } from '../generated/types.ts'
import { isPassing } from '../http/backoff.ts'
import { type Client, call } from '../http/call.ts'
import { pause } from '../http/pause.ts'
import { refusalError } from '../http/refusal.ts'
import { WithdrawalFailedError, WithdrawalTimeoutError } from './waitErrors.ts'

export type CompletionOptions = {
  /** How long to wait altogether, in milliseconds. Default 120,000. */
  readonly timeoutMs?: number | undefined
  readonly signal?: AbortSignal | undefined
  /** How often to ask, in milliseconds. Default 1,000. */
  readonly pollMs?: number | undefined
}

const TIMEOUT_MS = 120_000
const POLL_MS = 1_000

/** Asks for a withdrawal until it has ended. A payment takes one ledger, about five seconds, so asking is enough. */
export async function waitForCompletion(
  client: Client,
  withdrawalId: string,
  { timeoutMs = TIMEOUT_MS, signal, pollMs = POLL_MS }: CompletionOptions = {},
): Promise<Withdrawal> {
  const endsAtMs = Date.now() + timeoutMs
  for (;;) {
    const withdrawal = await look(client, withdrawalId, signal)
    if (withdrawal?.status === 'COMPLETED') return withdrawal
    if (withdrawal?.status === 'FAILED') throw new WithdrawalFailedError(withdrawal)
    const leftMs = endsAtMs - Date.now()
    if (leftMs <= 0) throw new WithdrawalTimeoutError(withdrawalId, timeoutMs)
    await pause(Math.min(pollMs, leftMs), signal)
  }
}

/** Null while a withdrawal that was accepted is not recorded, and while the server is away. */
async function look(client: Client, withdrawalId: string, signal: AbortSignal | undefined): Promise<Withdrawal | null> {
  try {
    return (await call(client, 'getWithdrawal', { params: { withdrawalId } }, { signal, maxRetries: 0 })).data
  } catch (error) {
    if (isPassing(error)) return null
    throw refusalIn(error) ?? error
  }
}

type Refused = {
  readonly refusal: { code: string; message: string; status: number; details?: Record<string, unknown> }
}

function refusalIn(error: unknown): OfferHubApiError | null {
  if (!(error instanceof OfferHubApiError) || error.code !== 'WITHDRAWAL_NOT_FOUND') return null
  const { refusal } = (error.details ?? {}) as Partial<Refused>
  return refusal === undefined ? null : refusalError(refusal)
}
