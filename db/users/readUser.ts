import type { UserId } from '../../domain/ids.ts'
import type { Database, Queryable } from '../connect.ts'
import type { Fragment } from '../fragment.ts'
import type { UserType } from '../schema.ts'

export type UserView = {
  readonly id: UserId
  readonly externalUserId: string
  readonly email: string | null
  readonly type: UserType
  readonly status: 'ACTIVE'
  readonly createdAt: string
  readonly walletAddress: string
  readonly walletStatus: 'PENDING' | 'READY'
}

/** Reads a user with the wallet's address, or null. */
export async function readUser(db: Pick<Database, 'sql'>, id: UserId): Promise<UserView | null> {
  return await oneUser(db, db.sql`u.id = ${id}`)
}

/** Reads the user whom the marketplace knows by this id, or null. */
export async function readUserByExternalId(
  db: Pick<Database, 'sql'>,
  externalUserId: string,
): Promise<UserView | null> {
  return await oneUser(db, db.sql`u.external_user_id = ${externalUserId}`)
}

async function oneUser({ sql }: Pick<Database, 'sql'>, which: Fragment): Promise<UserView | null> {
  const [user] = await sql<UserView[]>`${selectUsers(sql, sql`select * from users u where ${which}`)}`
  return user ?? null
}

/** UserViews of these rows of users, each with its wallet: looked up one by one, however large the table of wallets is. */
export function selectUsers(sql: Queryable, rows: Fragment): Fragment {
  return sql`
    select u.id, u.external_user_id as "externalUserId", u.email, u.type, 'ACTIVE' as status, u.created_at as "createdAt",
      w.address as "walletAddress", w.status as "walletStatus"
    from (${rows}) u cross join lateral (select address, status from wallets where user_id = u.id limit 1) w`
}
