import { crashPoint } from '../../crash/crashPoint.ts'
import type { UserId } from '../../domain/ids.ts'
import { invariant } from '../../domain/invariant.ts'
import type { Database } from '../connect.ts'
import { eventPart } from '../events/append.ts'
import { newId } from '../newId.ts'
import type { UserType } from '../schema.ts'
import { readUser, readUserByExternalId, type UserView } from './readUser.ts'

export type NewUser = { readonly externalUserId: string; readonly email: string | null; readonly type: UserType }
/** `noWallet`: every spare wallet is taken; the worker makes new ones, so the request may be repeated shortly. */
export type CreatedUser = { readonly user: UserView; readonly created: boolean } | { readonly noWallet: true }

/**
 * Creates a user together with an address to pay into; an external id that is known already returns its user. Called again
 * with the id of an earlier call it says again that this call's user was created.
 */
export async function createUser(
  db: Pick<Database, 'sql' | 'news'>,
  draft: NewUser,
  id: UserId = newId('user'),
): Promise<CreatedUser> {
  if (await insertUser(db, id, draft)) {
    const user = await readUser(db, id)
    invariant(user, `User ${id} was created and cannot be read`)
    return { user, created: true }
  }
  const existing = await readUserByExternalId(db, draft.externalUserId)
  return existing ? { user: existing, created: existing.id === id } : { noWallet: true }
}

/** One statement: two callers for one external id (or under one id) wait for each other, and the second inserts nothing. */
async function insertUser(
  { sql, news }: Pick<Database, 'sql' | 'news'>,
  id: UserView['id'],
  draft: NewUser,
): Promise<boolean> {
  const { externalUserId, email, type } = draft
  const created = { type: 'user.created', aggregateId: id, payload: { userId: id, externalUserId, type } } as const
  crashPoint('user.create.before', externalUserId)
  const rows = await sql`
    with spare as (
      select address from wallets where status = 'SPARE' order by created_at, address limit 1 for update skip locked
    ), fresh as (
      insert into users (id, external_user_id, email, type)
      select ${id}, ${externalUserId}, ${email}, ${type} from spare
      on conflict do nothing returning id
    ), claimed as (
      update wallets set status = 'PENDING', user_id = fresh.id, claimed_at = now()
      from spare, fresh where wallets.address = spare.address
    ), ${eventPart(sql, [created], {}, sql`exists (select from fresh)`)}
    select id from fresh`
  crashPoint('user.create.after', externalUserId)
  if (rows.length === 0) return false
  news.tell('events')
  return true
}
