import { randomUUID } from 'node:crypto'
import { until } from '../../../cli/demo/until.ts'
import { createEndpoint } from '../../../db/webhooks/createEndpoint.ts'
import { listDeliveries } from '../../../db/webhooks/readDeliveries.ts'
import { removeEndpoint } from '../../../db/webhooks/removeEndpoint.ts'
import { startReceiver } from '../../webhooks/support/receiver.ts'
import type { Flow } from './flows.ts'
import { readyWallet, WAIT_MS } from './people.ts'

/** The endpoint is there during the flow only: the others of this stack have nobody to tell. */
export const WEBHOOK_FLOW: Flow = {
  name: 'webhook',
  about: /webhook/,
  strictly: true,
  prepare: async () => ({ name: randomUUID() }),
  async run(slot, about) {
    const receiver = await startReceiver()
    const draft = { url: receiver.url, patterns: ['user.created'], dialect: '2026-02-25', keyId: 'k1' }
    const endpoint = await createEndpoint(slot.db, draft)
    if (endpoint === null) throw new Error('There are too many endpoints')
    try {
      const body = { externalUserId: `user-${about.name}`, type: 'BOTH' }
      const { data } = await slot.caller.post<{ id: string }>('/users', `${about.name}:users`, body)
      about.userId = data.id
      await readyWallet(slot, data.id)
      const statuses = async () => {
        const { deliveries } = await listDeliveries(slot.db, { endpointId: endpoint.id, limit: 10 })
        return deliveries.map(({ eventType, status }) => `${eventType} ${status}`)
      }
      await until(
        WAIT_MS,
        'the webhook to be delivered',
        async () => `${await statuses()}` === 'user.created DELIVERED',
      )
      // At least once, and always the same.
      return [...new Set(receiver.received.map(({ body }) => JSON.parse(body).data.payload.userId === data.id))].map(
        (isTold) => `told: ${isTold}`,
      )
    } finally {
      await removeEndpoint(slot.db, endpoint.id)
      await receiver.close()
    }
  },
}
