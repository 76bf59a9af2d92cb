import { isSessionEnd } from './lostConnection.ts'

/** What a statement of the driver has besides its promise. Missing in the driver's types. */
type Statement = {
  reject(error: unknown): void
  /** Gives it to a connection of the pool. */
  handler(statement: Statement): void
}
type Client = ((...args: never[]) => unknown) & { unsafe: (...args: never[]) => unknown }

/** More often than a pool has connections; each of them can refuse a statement like this once. */
const REPEATS = 50

/**
 * Sends a statement again that the driver refused unsent. When the server ends a session in the middle of a statement,
 * that statement is told that the connection closed. The server's reason stays behind in the driver: it opens the
 * connection again, refuses the statement that was lost a second time, and the next one as well, which it has not sent
 * (postgres 3.4.9, its issue 1223). So a statement whose first refusal is such a reason was never sent.
 */
export function repeatUnsent<T extends Client>(sql: T): T {
  const unsafe = sql.unsafe
  // The driver's own `begin` goes through this, too.
  sql.unsafe = (...args) => repeating(unsafe(...args))
  return new Proxy(sql, {
    apply: (target, self, args) => repeating(Reflect.apply(target, self, args)),
  })
}

function repeating(made: unknown): unknown {
  // Names, values and lists of them are made with the same function.
  if (!isStatement(made)) return made
  const { reject } = made
  let left = REPEATS
  let isRefused = false
  made.reject = (error) => {
    if (!isRefused && isSessionEnd(error) && left-- > 0) return made.handler(made)
    isRefused = true
    reject(error)
  }
  return made
}

function isStatement(made: unknown): made is Statement {
  return made instanceof Promise && 'handler' in made && 'reject' in made
}
