import type { Client } from '@temporalio/client'

const CALL_TIMEOUT_MS = 2_000

/** One call to the server, with a limit. */
export function call<T>(client: Client, run: () => Promise<T>): Promise<T> {
  return client.withDeadline(Date.now() + CALL_TIMEOUT_MS, run)
}
