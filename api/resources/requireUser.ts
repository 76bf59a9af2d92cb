import type { Database } from '../../db/connect.ts'
import { readUser, type UserView } from '../../db/users/readUser.ts'
import { isId } from '../../domain/ids.ts'
import { ApiError } from '../apiError.ts'

/** Reads a user. `field` names the body's field that the id came from, if it did not come from the path. */
export async function requireUser(db: Database, id: string | undefined, field?: string): Promise<UserView> {
  const user = id !== undefined && isId('user', id) ? await readUser(db, id) : null
  if (user !== null) return user
  throw new ApiError('USER_NOT_FOUND', `There is no user "${id}". Create the user first.`, {
    details: { userId: id, ...(field !== undefined && { field }) },
  })
}
