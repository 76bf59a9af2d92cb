import { setTimeout as delay } from 'node:timers/promises'
import { createUser } from '../../db/users/createUser.ts'
import type { UserView } from '../../db/users/readUser.ts'
import type { UserId } from '../../domain/ids.ts'
import { ApiError } from '../apiError.ts'
import type { ApiDeps } from '../deps.ts'

const WALLET_WAIT_MS = 5_000
const FIRST_PAUSE_MS = 50
const LONGEST_PAUSE_MS = 500
const PAUSE_FACTOR = 1.5
const RETRY_AFTER_SECONDS = 2

type NewUser = Parameters<typeof createUser>[1]

/** Creates a user with one of the wallets that the workers keep ready, waiting a little when a crowd has taken them all. */
export async function createWithWallet(
  deps: ApiDeps,
  user: NewUser,
  id: UserId,
): Promise<{ user: UserView; created: boolean }> {
  const deadlineMs = deps.clock.nowMs() + WALLET_WAIT_MS
  let pauseMs = FIRST_PAUSE_MS
  for (;;) {
    const result = await createUser(deps.db, user, id)
    if ('user' in result) return result
    if (deps.clock.nowMs() + pauseMs > deadlineMs) throw noWallet()
    // Jitter spreads a crowd that arrived together.
    await delay(pauseMs * (0.5 + Math.random()))
    pauseMs = Math.min(pauseMs * PAUSE_FACTOR, LONGEST_PAUSE_MS)
  }
}

function noWallet(): ApiError {
  return new ApiError(
    'SERVICE_UNAVAILABLE',
    'No wallet is free at the moment; nothing was created. Repeat the request shortly. If it lasts, check that a worker is running.',
    { retryAfterSeconds: RETRY_AFTER_SECONDS },
  )
}
