import { DatabaseSync } from 'node:sqlite'
import { type EntryStore, openEntries } from './entries.ts'
import { type EventHistory, openEvents } from './events.ts'
import { type HeadStore, openHead } from './head.ts'
import { SCHEMA } from './schema.ts'
import { openTransactions, type TransactionHistory } from './transactions.ts'

/** The chain on disk. */
export interface Store {
  readonly head: HeadStore
  readonly entries: EntryStore
  readonly transactions: TransactionHistory
  readonly events: EventHistory
  /** Everything `work` writes becomes durable together, or not at all. */
  atomically(work: () => void): void
  close(): void
}

/** Opens or creates the database; ':memory:' keeps it in memory. */
export function openStore(path: string): Store {
  const database = new DatabaseSync(path)
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000;')
  database.exec(SCHEMA)
  const entries = openEntries(database)
  const transactions = openTransactions(database)
  // Prepared, because a ledger closes every few milliseconds in tests and a text would be read anew each time.
  const [begin, commit] = [database.prepare('BEGIN IMMEDIATE'), database.prepare('COMMIT')]
  return {
    head: openHead(database),
    entries,
    transactions,
    events: openEvents(database),
    atomically: (work) => {
      begin.run()
      try {
        work()
        commit.run()
      } catch (error) {
        entries.forget()
        transactions.forget()
        database.exec('ROLLBACK')
        throw error
      }
    },
    close: () => database.close(),
  }
}
