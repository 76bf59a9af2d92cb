import { OfferHubError } from '../errors/offerHubError.ts'
import type { OperationName, Operations } from '../generated/operations.ts'
import type { RequestOptions } from '../options.ts'
import { type Client, call, type Input } from './call.ts'

/** One page of a list. */
export type Page<T> = {
  readonly data: readonly T[]
  readonly hasMore: boolean
  /** The `cursor` of the next page; null on the last one. */
  readonly nextCursor: string | null
}

/**
 * A list: `await` it for one page, or go through all of its items, page by page as they are needed:
 * `for await (const order of sdk.orders.list({ status: 'DISPUTED' })) ...`
 */
export type List<T> = Promise<Page<T>> & AsyncIterable<T>

type ListName = {
  [N in OperationName]: Operations[N]['query'] extends { cursor?: unknown } ? N : never
}[OperationName]

/** Reads the first page, and the others when they are iterated over. */
export function list<N extends ListName>(
  client: Client,
  name: N,
  input: Input<N>,
  options: RequestOptions | undefined,
): List<Operations[N]['data']> {
  type Item = Operations[N]['data']
  const readPage = async (cursor?: string): Promise<Page<Item>> => {
    const { query } = input as { query?: object }
    const withCursor = { ...input, query: { ...query, ...(cursor !== undefined && { cursor }) } } as Input<N>
    const { data, pagination } = await call(client, name, withCursor, options)
    const { hasMore = false, nextCursor = null } = pagination ?? {}
    return { data: data as unknown as readonly Item[], hasMore, nextCursor }
  }
  const first = readPage()
  return Object.assign(first, { [Symbol.asyncIterator]: () => items(first, readPage) })
}

async function* items<T>(first: Promise<Page<T>>, readPage: (cursor: string) => Promise<Page<T>>): AsyncGenerator<T> {
  let page = await first
  let cursor: string | null = null
  for (;;) {
    yield* page.data
    if (!page.hasMore || page.nextCursor === null) return
    if (page.nextCursor === cursor) throw new OfferHubError(`The list does not go on after the cursor ${cursor}.`)
    cursor = page.nextCursor
    page = await readPage(cursor)
  }
}
