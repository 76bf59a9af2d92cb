import type { EventDelivery, EventDeliveryWithAttempts } from '../generated/types.ts'
import { type Client, call } from '../http/call.ts'
import type { RequestOptions, WriteOptions } from '../options.ts'

/** One event on its way to one endpoint. `sdk.webhookEndpoints.deliveries` lists them. */
export class WebhookDeliveries {
  readonly #client: Client
  constructor(client: Client) {
    this.#client = client
  }

  /**
   * A delivery with what was tried: when, how long it took, what the endpoint answered.
   *
   * @throws WebhookDeliveryNotFoundError
   */
  async get(webhookDeliveryId: string, options?: RequestOptions): Promise<EventDeliveryWithAttempts> {
    return (await call(this.#client, 'getWebhookDelivery', { params: { webhookDeliveryId } }, options)).data
  }

  /**
   * Sends it again at once, and after a failure by the whole schedule. Its log goes on, and its `webhook-id` stays.
   *
   * @throws InvalidStateError when the endpoint was removed
   */
  async replay(webhookDeliveryId: string, options?: WriteOptions): Promise<EventDelivery> {
    const input = { params: { webhookDeliveryId }, body: {} }
    return (await call(this.#client, 'replayWebhookDelivery', input, options)).data
  }
}
