import type { Operations } from '../generated/operations.ts'
import type { BalanceEntry, Balance as BalanceFacts } from '../generated/types.ts'
import { type Client, call } from '../http/call.ts'
import { type List, list } from '../http/list.ts'
import type { RequestOptions } from '../options.ts'

/** What a user has. Amounts are decimal strings: compare them with `money.compare`, not with `parseFloat`. */
export class Balance {
  readonly #client: Client
  constructor(client: Client) {
    this.#client = client
  }

  /**
   * `available` may be reserved for orders, `reserved` is. Both in units with two decimals, rounded down; `exact` has all
   * seven.
   *
   * @throws UserNotFoundError
   */
  async get(userId: string, options?: RequestOptions): Promise<BalanceFacts> {
    return (await call(this.#client, 'getBalance', { params: { userId } }, options)).data
  }

  /** Every move on both balances, newest first. Their sums are the balances. */
  history(
    userId: string,
    query: Operations['listBalanceEntries']['query'] = {},
    options?: RequestOptions,
  ): List<BalanceEntry> {
    return list(this.#client, 'listBalanceEntries', { params: { userId }, query }, options)
  }
}
