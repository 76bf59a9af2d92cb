import type { Operations } from '../generated/operations.ts'
import type { Deposit, Wallet as WalletFacts, WalletTransaction } from '../generated/types.ts'
import { type Client, call } from '../http/call.ts'
import { type List, list } from '../http/list.ts'
import type { RequestOptions } from '../options.ts'

/** A user's wallet on Stellar: where deposits go, and what has moved. */
export class Wallet {
  readonly #client: Client
  constructor(client: Client) {
    this.#client = client
  }

  /**
   * The address, whether the network has it, and what it holds.
   *
   * @throws UserNotFoundError
   */
  async get(userId: string, options?: RequestOptions): Promise<WalletFacts> {
    return (await call(this.#client, 'getWallet', { params: { userId } }, options)).data
  }

  /**
   * Where the user's USDC has to be sent. Show it once `ready` is true; a deposit is credited within seconds, and tells so
   * by the event `balance.credited`.
   *
   * @throws UserNotFoundError
   */
  async deposit(userId: string, options?: RequestOptions): Promise<Deposit> {
    return (await call(this.#client, 'getDepositAddress', { params: { userId } }, options)).data
  }

  /** Every move of USDC into and out of the wallet on chain, newest first. */
  transactions(
    userId: string,
    query: Operations['listWalletTransactions']['query'] = {},
    options?: RequestOptions,
  ): List<WalletTransaction> {
    return list(this.#client, 'listWalletTransactions', { params: { userId }, query }, options)
  }
}
