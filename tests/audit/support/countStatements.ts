import type { Database, Sql } from '../../../db/connect.ts'

/** The same database, counting the round trips that it takes; opening and ending a transaction are two of them. */
export function countStatements(db: Pick<Database, 'sql'>, onStatement: () => void): Pick<Database, 'sql'> {
  return { sql: counting(db.sql, onStatement) }
}

function counting(sql: Sql, onStatement: () => void): Sql {
  return new Proxy(sql, {
    apply(target, self, args) {
      const made: unknown = Reflect.apply(target, self, args)
      if (isPromise(made)) {
        const wait = made.then.bind(made)
        // A piece of a statement is never awaited; a statement is, once.
        Object.defineProperty(made, 'then', {
          value: (...callbacks: Parameters<typeof wait>) => {
            onStatement()
            return wait(...callbacks)
          },
        })
      }
      return made
    },
    get(target, property) {
      if (property !== 'begin') return Reflect.get(target, property)
      return (run: (tx: Sql) => Promise<unknown>) => {
        onStatement()
        onStatement()
        return target.begin((tx) => run(counting(tx as unknown as Sql, onStatement)))
      }
    },
  })
}

function isPromise(made: unknown): made is Promise<unknown> {
  return made instanceof Promise
}
