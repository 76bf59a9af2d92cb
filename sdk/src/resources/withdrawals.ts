import type { Operations } from '../generated/operations.ts'
import type { CreateWithdrawalRequest, Withdrawal } from '../generated/types.ts'
import { type Client, call } from '../http/call.ts'
import { type List, list } from '../http/list.ts'
import type { RequestOptions, WriteOptions } from '../options.ts'
import { type CompletionOptions, waitForCompletion } from '../withdrawals/waitForCompletion.ts'

/** USDC that users take out to addresses of their own. */
export class Withdrawals {
  readonly #client: Client
  constructor(client: Client) {
    this.#client = client
  }

  /**
   * Takes USDC out of a user's wallet. Returns once the money is set aside: the withdrawal is `PENDING`, and is paid within
   * seconds. What exchanges call memo or tag goes into `memo`; without it they do not know whose money it is.
   *
   * @throws DestinationRefusedError with `reason` when the address cannot be paid; nothing is set aside then
   * @throws InsufficientFundsError with `available` and `required`
   * @throws ValidationError when a field is not allowed
   * @throws UserNotFoundError
   */
  async create(withdrawal: CreateWithdrawalRequest, options?: WriteOptions): Promise<Withdrawal> {
    return (await call(this.#client, 'createWithdrawal', { body: withdrawal }, options)).data
  }

  /**
   * A withdrawal as it is now.
   *
   * @throws WithdrawalNotFoundError also for one that was refused; `details.refusal` says why
   */
  async get(withdrawalId: string, options?: RequestOptions): Promise<Withdrawal> {
    return (await call(this.#client, 'getWithdrawal', { params: { withdrawalId } }, options)).data
  }

  /** Withdrawals, newest first, filtered by user, status and time. One that is asked for meanwhile moves no page. */
  list(query: Operations['listWithdrawals']['query'] = {}, options?: RequestOptions): List<Withdrawal> {
    return list(this.#client, 'listWithdrawals', { query }, options)
  }

  /**
   * Waits until a withdrawal is paid.
   *
   * @returns the withdrawal, `COMPLETED`, with its transaction
   * @throws WithdrawalFailedError when nothing was paid and the money is back in the balance
   * @throws OfferHubApiError of the refusal, when it was accepted (202) and then refused
   * @throws WithdrawalTimeoutError after `timeoutMs`
   */
  waitForCompletion(withdrawalId: string, options?: CompletionOptions): Promise<Withdrawal> {
    return waitForCompletion(this.#client, withdrawalId, options)
  }
}
