import type { Operations } from '../generated/operations.ts'
import type { CreateUserRequest, User } from '../generated/types.ts'
import { type Client, call } from '../http/call.ts'
import { type List, list } from '../http/list.ts'
import type { RequestOptions, WriteOptions } from '../options.ts'

/** Buyers and sellers. Each has a Stellar wallet that the orchestrator keeps. */
export class Users {
  readonly #client: Client
  constructor(client: Client) {
    this.#client = client
  }

  /**
   * Registers a user and gives them a wallet. `externalUserId` is your own id of the user: a second call with the same one
   * returns the user that exists.
   *
   * @throws ValidationError when a field is not allowed
   */
  async create(user: CreateUserRequest, options?: WriteOptions): Promise<User> {
    return (await call(this.#client, 'createUser', { body: user }, options)).data
  }

  /** @throws UserNotFoundError */
  async get(userId: string, options?: RequestOptions): Promise<User> {
    return (await call(this.#client, 'getUser', { params: { userId } }, options)).data
  }

  /** Users, newest first. `limit` is the size of a page. */
  list(query: Operations['listUsers']['query'] = {}, options?: RequestOptions): List<User> {
    return list(this.#client, 'listUsers', { query }, options)
  }

  /** The user whom you know as `externalUserId`; null when there is none. */
  async find(externalUserId: string, options?: RequestOptions): Promise<User | null> {
    const { data } = await list(this.#client, 'listUsers', { query: { externalUserId } }, options)
    return data[0] ?? null
  }
}
