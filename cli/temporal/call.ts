import type { Connection } from '@temporalio/client'

const CALL_TIMEOUT_MS = 10_000

/** One call to the server's own services, with a limit. */
export function call<T>(
  { connection }: { readonly connection: Connection },
  run: (connection: Connection) => Promise<T>,
): Promise<T> {
  return connection.withDeadline(Date.now() + CALL_TIMEOUT_MS, () => run(connection))
}
