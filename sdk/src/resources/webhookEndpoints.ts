import type { Operations } from '../generated/operations.ts'
import type {
  CreateWebhookEndpointRequest,
  EventDelivery,
  RemovedWebhookEndpoint,
  ReplayWebhookDeliveriesRequest,
  RotateWebhookSecretRequest,
  UpdateWebhookEndpointRequest,
  WebhookEndpoint,
  WebhookEndpointWithSecret,
  WebhookReplay,
} from '../generated/types.ts'
import { type Client, call } from '../http/call.ts'
import { type List, list } from '../http/list.ts'
import type { RequestOptions, WriteOptions } from '../options.ts'

/** Where events are sent to. Changes need the scope `support`. What arrives is verified with `verifyWebhook`. */
export class WebhookEndpoints {
  readonly #client: Client
  constructor(client: Client) {
    this.#client = client
  }

  /**
   * Has the events of these types (every one when left out) sent to a URL from now on. Keep the `secret` of the answer where
   * deliveries are verified; it is not shown again.
   *
   * @throws WebhookUrlRefusedError when the URL is not a public https one
   * @throws WebhookLimitReachedError
   */
  async create(body: CreateWebhookEndpointRequest, options?: WriteOptions): Promise<WebhookEndpointWithSecret> {
    return (await call(this.#client, 'createWebhookEndpoint', { body }, options)).data
  }

  /** Endpoints, newest first, without those that were removed. */
  list(query: Operations['listWebhookEndpoints']['query'] = {}, options?: RequestOptions): List<WebhookEndpoint> {
    return list(this.#client, 'listWebhookEndpoints', { query }, options)
  }

  /** @throws WebhookEndpointNotFoundError */
  async get(webhookEndpointId: string, options?: RequestOptions): Promise<WebhookEndpoint> {
    return (await call(this.#client, 'getWebhookEndpoint', { params: { webhookEndpointId } }, options)).data
  }

  /** Changes what is given and leaves the rest. */
  async update(
    webhookEndpointId: string,
    body: UpdateWebhookEndpointRequest,
    options?: WriteOptions,
  ): Promise<WebhookEndpoint> {
    return (await call(this.#client, 'updateWebhookEndpoint', { params: { webhookEndpointId }, body }, options)).data
  }

  /** Sends again, beginning with what has waited for less than three days. */
  async enable(webhookEndpointId: string, options?: WriteOptions): Promise<WebhookEndpoint> {
    return (await call(this.#client, 'enableWebhookEndpoint', { params: { webhookEndpointId }, body: {} }, options))
      .data
  }

  /** Sends nothing until it is enabled; events wait. */
  async disable(webhookEndpointId: string, options?: WriteOptions): Promise<WebhookEndpoint> {
    return (await call(this.#client, 'disableWebhookEndpoint', { params: { webhookEndpointId }, body: {} }, options))
      .data
  }

  /** Sends nothing any more, for ever. What was sent can still be looked at. */
  async remove(webhookEndpointId: string, options?: WriteOptions): Promise<RemovedWebhookEndpoint> {
    return (await call(this.#client, 'removeWebhookEndpoint', { params: { webhookEndpointId }, body: {} }, options))
      .data
  }

  /**
   * Makes a new secret. For `overlapSeconds` (a day when left out) deliveries are signed with both, so that receivers can
   * change over: `verifyWebhook` takes several.
   */
  async rotateSecret(
    webhookEndpointId: string,
    body?: RotateWebhookSecretRequest,
    options?: WriteOptions,
  ): Promise<WebhookEndpointWithSecret> {
    const input = { params: { webhookEndpointId }, body: body ?? {} }
    return (await call(this.#client, 'rotateWebhookSecret', input, options)).data
  }

  /**
   * Sends a `webhook.test` event to this endpoint alone. `sdk.webhookDeliveries.get` tells what came of it.
   *
   * @throws InvalidStateError when the endpoint is disabled
   */
  async test(webhookEndpointId: string, options?: WriteOptions): Promise<EventDelivery> {
    return (await call(this.#client, 'testWebhookEndpoint', { params: { webhookEndpointId }, body: {} }, options)).data
  }

  /** What was and will be sent to an endpoint, newest first. */
  deliveries(
    webhookEndpointId: string,
    query: Operations['listWebhookDeliveries']['query'] = {},
    options?: RequestOptions,
  ): List<EventDelivery> {
    return list(this.#client, 'listWebhookDeliveries', { params: { webhookEndpointId }, query }, options)
  }

  /**
   * Sends the events of a time again: those that failed, or with `status: 'ALL'` every one, also from before the endpoint
   * was there. They keep their `webhook-id`, so a receiver that remembers ids does nothing twice.
   *
   * @throws ValidationError when the time holds more than 10,000 events
   */
  async replay(
    webhookEndpointId: string,
    body: ReplayWebhookDeliveriesRequest,
    options?: WriteOptions,
  ): Promise<WebhookReplay> {
    return (await call(this.#client, 'replayWebhookDeliveries', { params: { webhookEndpointId }, body }, options)).data
  }
}
