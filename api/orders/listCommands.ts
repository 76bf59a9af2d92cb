import { and, desc, eq, lt, or } from 'drizzle-orm'
import { type CommandView, readCommands } from '../../db/commands/read.ts'
import type { Database } from '../../db/connect.ts'
import { commands } from '../../db/schema.ts'
import type { CommandId, OrderId } from '../../domain/ids.ts'
import { validationError } from '../apiError.ts'

type CommandQuery = { readonly orderId: OrderId; readonly limit: number; readonly cursor?: CommandId | undefined }

/** The commands of an order, the one given last first. */
export async function listCommands(
  db: Database,
  { orderId, limit, cursor }: CommandQuery,
): Promise<{ commands: CommandView[]; hasMore: boolean }> {
  const { commandId, createdAt } = commands
  // The id of a command says nothing about its time, which is why the moment decides first.
  const place = cursor === undefined ? null : { cursor, at: await momentOf(db, orderId, cursor) }
  const after = place && or(lt(createdAt, place.at), and(eq(createdAt, place.at), lt(commandId, place.cursor)))
  const rows = await db.orm
    .select({ commandId })
    .from(commands)
    .where(and(eq(commands.orderId, orderId), after ?? undefined))
    .orderBy(desc(createdAt), desc(commandId))
    .limit(limit + 1)
  const ids = rows.slice(0, limit).map((row) => row.commandId)
  const views = new Map((await readCommands(db, ids)).map((view) => [view.commandId, view]))
  const found = ids.map((id) => views.get(id)).filter((view) => view !== undefined)
  return { commands: found, hasMore: rows.length > limit }
}

async function momentOf({ orm }: Database, orderId: OrderId, cursor: CommandId): Promise<string> {
  const [row] = await orm
    .select({ createdAt: commands.createdAt })
    .from(commands)
    .where(and(eq(commands.orderId, orderId), eq(commands.commandId, cursor)))
  if (row !== undefined) return row.createdAt
  throw validationError([{ field: 'cursor', message: 'names no command of this order' }])
}
