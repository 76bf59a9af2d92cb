import type { Operations } from '../generated/operations.ts'
import type { AssignDisputeRequest, Dispute, ResolveDisputeRequest } from '../generated/types.ts'
import { type Client, call } from '../http/call.ts'
import { type AlwaysFollow, type CommandAnswer, command } from '../http/command.ts'
import { type List, list } from '../http/list.ts'
import type { CommandOptions, RequestOptions, WriteOptions } from '../options.ts'

/** Disputes, for support: deciding one needs a key with the scope `support`. */
export class Disputes {
  readonly #client: Client
  constructor(client: Client) {
    this.#client = client
  }

  /** Disputes, newest first. */
  list(query: Operations['listDisputes']['query'] = {}, options?: RequestOptions): List<Dispute> {
    return list(this.#client, 'listDisputes', { query }, options)
  }

  /** @throws DisputeNotFoundError */
  async get(disputeId: string, options?: RequestOptions): Promise<Dispute> {
    return (await call(this.#client, 'getDispute', { params: { disputeId } }, options)).data
  }

  /**
   * Says who of support looks into it.
   *
   * @throws InvalidStateError when it is resolved
   */
  async assign(disputeId: string, body: AssignDisputeRequest, options?: WriteOptions): Promise<Dispute> {
    return (await call(this.#client, 'assignDispute', { params: { disputeId }, body }, options)).data
  }

  /**
   * Decides a dispute: the contract pays out, and the order, which is the answer, is `CLOSED`. `SPLIT` needs
   * `releaseAmount` (the seller's part) and `refundAmount` (the buyer's), which add up to the order's amount.
   *
   * @throws ValidationError when the parts do not add up
   * @throws InvalidStateError when it is resolved
   * @throws CommandPendingError when it is accepted and has no outcome within `outcomeTimeoutMs`
   */
  resolve<O extends CommandOptions = AlwaysFollow>(
    disputeId: string,
    body: ResolveDisputeRequest,
    options?: O,
  ): Promise<CommandAnswer<O>> {
    return command(this.#client, 'resolveDispute', { params: { disputeId }, body }, options)
  }
}
