import { invariant } from '../domain/invariant.ts'

/** The most that one page of a list holds. */
export const MAX_PAGE = 100

/** One row more than the page tells whether there is a next one; that row is not shown. */
export function rowsToRead(limit: number): number {
  invariant(
    Number.isInteger(limit) && limit >= 1 && limit <= MAX_PAGE,
    `A page holds 1 to ${MAX_PAGE} rows, got ${limit}`,
  )
  return limit + 1
}

export function cutPage<T>(rows: readonly T[], limit: number): { page: T[]; hasMore: boolean } {
  return { page: rows.slice(0, limit), hasMore: rows.length > limit }
}
