import type { WebhookDependencies } from '../../../activities/webhooks/deliver.ts'
import { handOutEvents } from '../../../activities/webhooks/handOutEvents.ts'
import { resolveBySystem } from '../../../activities/webhooks/resolve.ts'
import { createSender } from '../../../activities/webhooks/sendDue.ts'
import { parseWebhookKeys, webhookSecret } from '../../../config/webhookKeys.ts'
import type { Database } from '../../../db/connect.ts'
import { withOutbox } from '../../../db/events/append.ts'
import { newId } from '../../../db/newId.ts'
import { createEndpoint, type NewEndpoint } from '../../../db/webhooks/createEndpoint.ts'
import type { DeliveryView } from '../../../db/webhooks/deliveryView.ts'
import type { EndpointView } from '../../../db/webhooks/endpointView.ts'
import { listDeliveries } from '../../../db/webhooks/readDeliveries.ts'
import { removeEndpoint } from '../../../db/webhooks/removeEndpoint.ts'
import type { EventType } from '../../../domain/events.ts'
import type { WebhookEndpointId } from '../../../domain/ids.ts'
import { createRoleDatabase } from '../../setup/postgres.ts'
import { type Receiver, startReceiver } from './receiver.ts'

export const KEYS_TEXT = `k1:${Buffer.from('of these tests, thirty-two bytes').toString('base64')}`
const KEYS = parseWebhookKeys(KEYS_TEXT)

export type World = {
  readonly db: Database
  readonly url: string
  readonly receiver: Receiver
  readonly services: WebhookDependencies
  readonly outcomes: string[]
  /** The time as the sender sees it. */
  nowMs: number
  endpoint(draft?: Partial<NewEndpoint>): Promise<EndpointView>
  /** Something happens, and is handed out; returns what it is about. */
  happens(type?: EventType): Promise<string>
  handOut(): Promise<void>
  /** Sends what is due and all that follows from it at this time. */
  send(): Promise<void>
  deliveries(endpointId: WebhookEndpointId): Promise<DeliveryView[]>
  clear(): Promise<void>
  stop(): Promise<void>
}

/** A database that sees no more rights than in production, a receiver, and a sender whose clock is the test's. */
export async function startWorld(): Promise<World> {
  const database = await createRoleDatabase()
  const { db } = database
  const receiver = await startReceiver()
  const outcomes: string[] = []
  const world: World = {
    db,
    url: database.appUrl,
    receiver,
    outcomes,
    nowMs: Date.now(),
    services: {
      keys: KEYS,
      allowPrivate: true,
      resolve: resolveBySystem,
      clock: { nowMs: () => world.nowMs },
      random: () => 0,
      attempted: (outcome) => void outcomes.push(outcome),
    },
    async endpoint(draft = {}) {
      const made = await createEndpoint(db, {
        url: `${receiver.url}/hooks`,
        patterns: ['*'],
        dialect: '2026-02-25',
        keyId: KEYS.currentId,
        ...draft,
      })
      if (made === null) throw new Error('There are too many endpoints')
      return made
    },
    async happens(type = 'order.created') {
      const aggregateId = newId('order')
      await withOutbox(db, (_tx, append) => append([{ type, aggregateId, payload: { orderId: aggregateId } }]))
      await world.handOut()
      return aggregateId
    },
    handOut: () => handOutEvents(db, new AbortController().signal),
    async send() {
      world.nowMs = Math.max(world.nowMs, Date.now())
      const sender = createSender({ ...world.services, db, stopping: new AbortController().signal })
      while ((await sender.begin()) > 0 || sender.count > 0) await sender.anyEnds()
    },
    async deliveries(endpointId) {
      return (await listDeliveries(db, { endpointId, limit: 100 })).deliveries.reverse()
    },
    async clear() {
      for (const { id } of await db.sql<{ id: WebhookEndpointId }[]>`select id from webhook_endpoints`) {
        await removeEndpoint(db, id)
      }
      receiver.received.length = 0
      outcomes.length = 0
      world.nowMs = Date.now()
    },
    async stop() {
      await receiver.close()
      await database.close()
    },
  }
  return world
}

export function secretOf({ id, keyId, secretVersion }: EndpointView, version = secretVersion): string {
  const secret = webhookSecret(KEYS, { endpointId: id, keyId, version })
  if (secret === null) throw new Error(`There is no key ${keyId}`)
  return secret
}
