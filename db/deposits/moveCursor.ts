import type { Database, TransactionSql } from '../connect.ts'

export type CursorMove = {
  readonly watcher: string
  readonly expectedCursor: string | null
  readonly nextCursor: string
  readonly ledger: number
}

/** Somebody else read on from the same place; nothing of the batch was written. */
export class CursorMoved extends Error {
  override readonly name = 'CursorMoved'

  constructor({ watcher, expectedCursor }: Pick<CursorMove, 'watcher' | 'expectedCursor'>) {
    super(
      `Watcher ${watcher} is no longer at ${expectedCursor ?? 'its beginning'}. Nothing was written; read on from its cursor.`,
    )
  }
}

/** Moves a watcher on from where it was seen last; throws CursorMoved if it is no longer there. */
export async function moveCursor(tx: TransactionSql, move: CursorMove): Promise<void> {
  const { watcher, expectedCursor, nextCursor, ledger } = move
  const { count } =
    expectedCursor === null
      ? await tx`
          insert into chain_cursors (watcher, cursor, ledger) values (${watcher}, ${nextCursor}, ${ledger})
          on conflict (watcher) do nothing`
      : await tx`
          update chain_cursors set cursor = ${nextCursor}, ledger = ${ledger}, updated_at = now()
          where watcher = ${watcher} and cursor = ${expectedCursor}`
  if (count !== 1) throw new CursorMoved(move)
}

/** Puts a watcher where an operator wants it, and says where it was. What lies between is never read. */
export async function setCursor(
  db: Pick<Database, 'sql'>,
  { watcher, cursor, ledger }: { watcher: string; cursor: string; ledger: number },
): Promise<{ before: string | null }> {
  return await db.sql.begin(async (tx) => {
    const [row] = await tx<{ cursor: string }[]>`select cursor from chain_cursors where watcher = ${watcher} for update`
    await tx`
      insert into chain_cursors (watcher, cursor, ledger) values (${watcher}, ${cursor}, ${ledger})
      on conflict (watcher) do update set cursor = excluded.cursor, ledger = excluded.ledger, updated_at = now()`
    return { before: row?.cursor ?? null }
  })
}
