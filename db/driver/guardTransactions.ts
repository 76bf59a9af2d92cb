import { isConnectionLost, TransactionLost } from './lostConnection.ts'

type Body = (tx: never) => unknown
type Begin = (...args: unknown[]) => Promise<unknown>
/** `report` ends the caller's wait with the reason. */
type Standing = { lost: boolean; readonly report: (reason: unknown) => void }

/**
 * Makes transactions end cleanly when their connection does. The driver would send its ROLLBACK into the lost connection,
 * which throws where nobody can catch it and ends the process; and a statement that comes late would run on the next
 * connection, outside of any transaction. Both are kept from happening; the caller gets the reason of the loss.
 */
export function guardTransactions<T extends { begin: unknown }>(sql: T): T {
  const begin = sql.begin as Begin
  const guarded: Begin = (...args) => {
    const body = args.at(-1) as Body
    const { promise: loss, reject: report } = Promise.withResolvers<never>()
    const standing: Standing = { lost: false, report }
    const transaction = begin(...args.slice(0, -1), (tx: object) => run(body, tx, standing))
    // The driver rejects as soon as the connection closes, before anything else of the transaction can run.
    transaction.catch(() => {
      standing.lost = true
    })
    return Promise.race([transaction, loss])
  }
  return Object.assign(sql, { begin: guarded })
}

async function run(body: Body, tx: object, standing: Standing): Promise<unknown> {
  try {
    return await body(refuseWhenLost(tx, standing) as never)
  } catch (error) {
    if (!isConnectionLost(error)) throw error
    standing.lost = true
    standing.report(error)
    // Ending here in any way would make the driver send a ROLLBACK, on a connection that may be somebody else's by then.
    return await new Promise<never>(() => undefined)
  }
}

/** The transaction's own way to write statements, which refuses them once the connection is lost. */
function refuseWhenLost(tx: object, standing: Standing): object {
  return new Proxy(tx, {
    apply(target, self, args: unknown[]) {
      if (standing.lost && isStatement(args)) return Promise.reject(new TransactionLost())
      return Reflect.apply(target as (...all: unknown[]) => unknown, self, args)
    },
  })
}

function isStatement([strings]: readonly unknown[]): boolean {
  return Array.isArray(strings) && 'raw' in strings
}
