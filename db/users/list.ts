import type { UserId } from '../../domain/ids.ts'
import type { Database } from '../connect.ts'
import { cutPage, rowsToRead } from '../page.ts'
import { selectUsers, type UserView } from './readUser.ts'

export type UserQuery = {
  readonly limit: number /** The last user of the page before. */
  readonly cursor?: UserId | undefined
}

/** Users by id, newest first. A user who is created meanwhile moves no page. */
export async function listUsers(
  { sql }: Pick<Database, 'sql'>,
  { limit, cursor }: UserQuery,
): Promise<{ users: UserView[]; hasMore: boolean }> {
  const before = cursor === undefined ? sql`true` : sql`id < ${cursor}`
  const page = sql`select * from users where ${before} order by id desc limit ${rowsToRead(limit)}`
  const rows = await sql<UserView[]>`${selectUsers(sql, page)} order by u.id desc`
  const { page: users, hasMore } = cutPage(rows, limit)
  return { users, hasMore }
}
