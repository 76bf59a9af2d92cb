/** What a route answers, before it becomes bytes. */
export type Answer = {
  readonly status: number
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** What is kept for repeats instead of the body, where the body shows a secret once. */
  readonly keptBody?: unknown
}

export type Success<T> = { readonly success: true; readonly data: T }

export function success<T>(status: number, data: T, headers: Readonly<Record<string, string>> = {}): Answer {
  const body: Success<T> = { success: true, data }
  return { status, body, headers }
}

/** Whether more follows, under both spellings. */
export type Pagination = {
  readonly hasMore: boolean
  readonly has_more: boolean
  readonly nextCursor: string | null
  readonly next_cursor: string | null
}

export type SuccessPage<T> = Success<readonly T[]> & { readonly pagination: Pagination }

/** One page of a list. `lastId` names the last item, after which the next page begins. */
export function successPage<T>(items: readonly T[], hasMore: boolean, lastId: string | undefined): Answer {
  const nextCursor = hasMore ? (lastId ?? null) : null
  const pagination: Pagination = { hasMore, has_more: hasMore, nextCursor, next_cursor: nextCursor }
  const body: SuccessPage<T> = { success: true, data: items, pagination }
  return { status: 200, body }
}
