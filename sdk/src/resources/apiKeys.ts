import type { Operations } from '../generated/operations.ts'
import type { ApiKey, CreateApiKeyRequest, NewApiKey, RotateApiKeyRequest } from '../generated/types.ts'
import { type Client, call } from '../http/call.ts'
import { type List, list } from '../http/list.ts'
import type { RequestOptions, WriteOptions } from '../options.ts'

/** API keys; all of it needs the scope `support`. */
export class ApiKeys {
  readonly #client: Client
  constructor(client: Client) {
    this.#client = client
  }

  /**
   * Makes a key. The key itself is in the first answer only: when the connection breaks and the SDK repeats the request,
   * `key` is null, and the key has to be revoked and made anew.
   *
   * @throws ForbiddenError when the caller's own key lacks one of the scopes
   */
  async create(body: CreateApiKeyRequest, options?: WriteOptions): Promise<NewApiKey> {
    return (await call(this.#client, 'createApiKey', { body }, options)).data
  }

  /** Keys, newest first, also those that no longer open anything. The keys themselves are never shown. */
  list(query: Operations['listApiKeys']['query'] = {}, options?: RequestOptions): List<ApiKey> {
    return list(this.#client, 'listApiKeys', { query }, options)
  }

  /**
   * Makes a key that takes the place of another, which goes on for `overlapSeconds` (a day when left out).
   *
   * @throws InvalidStateError when it is replaced, expired or revoked already
   */
  async rotate(apiKeyId: string, body?: RotateApiKeyRequest, options?: WriteOptions): Promise<NewApiKey> {
    return (await call(this.#client, 'rotateApiKey', { params: { apiKeyId }, body: body ?? {} }, options)).data
  }

  /** Ends a key for ever, everywhere within five seconds. */
  async revoke(apiKeyId: string, options?: WriteOptions): Promise<ApiKey> {
    return (await call(this.#client, 'revokeApiKey', { params: { apiKeyId }, body: {} }, options)).data
  }
}
