import { describe, expect, test } from 'vitest'
import { readFigures } from '../../db/metrics/readFigures.ts'
import { replayDelivery } from '../../db/webhooks/replayDelivery.ts'
import { rotateEndpointSecret } from '../../db/webhooks/rotateEndpointSecret.ts'
import { sendTestEvent } from '../../db/webhooks/sendTestEvent.ts'
import { setEndpointStatus } from '../../db/webhooks/setEndpointStatus.ts'
import { WAITS_MS } from '../../domain/webhooks/schedule.ts'
import { WebhookVerificationError } from '../../sdk/src/webhooks.ts'
import { onlyDelivery, verified } from './support/deliveries.ts'
import { status } from './support/receiver.ts'
import { useWorld } from './support/useWorld.ts'
import { secretOf } from './support/world.ts'

const world = await useWorld()

describe('a replay', () => {
  test('sends the same delivery once more under the same id, and its log goes on', async () => {
    const endpoint = await world.endpoint()
    await world.happens()
    await world.send()
    const { id, eventId } = await onlyDelivery(world, endpoint.id)
    expect(await replayDelivery(world.db, id)).toMatchObject({ id, status: 'PENDING', replays: 1, finishedAt: null })
    await world.send()
    expect(world.receiver.received.map(({ headers }) => headers['webhook-id'])).toEqual([eventId, eventId])
    const again = await onlyDelivery(world, endpoint.id)
    expect(again).toMatchObject({ status: 'DELIVERED', attempts: 2, replays: 1 })
    expect(again.attemptLog.map(({ number }) => number)).toEqual([1, 2])
  })

  test('of what was given up begins the schedule again', async () => {
    world.receiver.answer = status(500)
    const endpoint = await world.endpoint()
    await world.happens()
    await world.send()
    const { id } = await onlyDelivery(world, endpoint.id)
    await replayDelivery(world.db, id)
    await world.send()
    const { nextAttemptAt } = await onlyDelivery(world, endpoint.id)
    expect(Date.parse(nextAttemptAt ?? '') - world.nowMs).toBe(WAITS_MS[1])
  })
})

describe('a secret that is replaced', () => {
  test('signs beside the new one for the overlap, and not after it', async () => {
    const endpoint = await world.endpoint()
    const rotated = await rotateEndpointSecret(world.db, endpoint.id, {
      keyId: endpoint.keyId,
      overlapSeconds: 60,
      fromVersion: 1,
    })
    expect(rotated).toMatchObject({ secretVersion: 2, previousVersion: 1 })
    const [old, fresh] = [secretOf(endpoint, 1), secretOf(endpoint, 2)]
    await world.happens()
    await world.send()
    await verified(world.receiver.received[0], old)
    await verified(world.receiver.received[0], fresh)
    world.nowMs += 61_000
    await world.happens()
    await world.send()
    await verified(world.receiver.received[1], fresh)
    await expect(verified(world.receiver.received[1], old)).rejects.toThrow(WebhookVerificationError)
  })

  test('is replaced once, however often the same rotation is asked for', async () => {
    const endpoint = await world.endpoint()
    const rotation = { keyId: endpoint.keyId, overlapSeconds: 0, fromVersion: 1 }
    const both = await Promise.all([1, 2].map(() => rotateEndpointSecret(world.db, endpoint.id, rotation)))
    expect(both.map((one) => one?.secretVersion)).toEqual([2, 2])
  })
})

describe('a test event', () => {
  test('is sent to its endpoint and to nobody else, and is in no stream', async () => {
    const endpoint = await world.endpoint({ patterns: ['order.created'] })
    const other = await world.endpoint({ url: `${world.receiver.url}/other` })
    const delivery = await sendTestEvent(world.db, { endpointId: endpoint.id })
    await world.handOut()
    await world.send()
    expect(world.receiver.received).toHaveLength(1)
    const { id, body } = await verified(world.receiver.received[0], secretOf(endpoint))
    expect(body).toMatchObject({ type: 'webhook.test', data: { sequence: '0', aggregateId: endpoint.id } })
    expect(id).toBe(delivery?.eventId)
    expect(await world.deliveries(other.id)).toEqual([])
    expect(await world.db.sql`select from events where event_id = ${id}`).toHaveLength(0)
  })

  test('is not made for an endpoint that is disabled, and only once for one id', async () => {
    const endpoint = await world.endpoint()
    const made = await sendTestEvent(world.db, { endpointId: endpoint.id })
    const again = await sendTestEvent(world.db, { endpointId: endpoint.id, id: made?.id })
    expect(again).toEqual(made)
    await setEndpointStatus(world.db, endpoint.id, 'DISABLED')
    expect(await sendTestEvent(world.db, { endpointId: endpoint.id })).toBeNull()
  })
})

describe('a secret whose key is not there any more', () => {
  test('signs nothing, and the attempt says so', async () => {
    const endpoint = await world.endpoint({ keyId: 'k9' })
    await world.happens()
    await world.send()
    expect(world.receiver.received).toEqual([])
    const { attemptLog, status: stands } = await onlyDelivery(world, endpoint.id)
    expect([stands, attemptLog[0]?.error, world.outcomes]).toEqual(['PENDING', 'secret_missing', ['secret_missing']])
  })
})

describe('the figures for the metrics', () => {
  const figures = async () => (await readFigures(world.db)).webhooks

  test('count what waits and what is disabled, and the age of what an endpoint that answers has not got', async () => {
    const [healthy, refusing] = [await world.endpoint(), await world.endpoint({ url: `${world.receiver.url}/gone` })]
    await world.happens()
    await world.db
      .sql`update webhook_deliveries set next_attempt_at = now() - interval '1 hour' where status = 'PENDING'`
    const waiting = await figures()
    expect(waiting).toMatchObject({ pending: 2, gone: 0, failing: 0, requested: 0 })
    expect(waiting.oldestDueSeconds).toBeGreaterThan(3_599)
    world.receiver.answer = ({ path }, response) => response.writeHead(path === '/gone' ? 410 : 500).end()
    await world.send()
    await setEndpointStatus(world.db, healthy.id, 'DISABLED')
    await setEndpointStatus(world.db, refusing.id, 'DISABLED')
    expect(await figures()).toMatchObject({ oldestDueSeconds: 0, gone: 1, failing: 0, requested: 1 })
    expect(world.outcomes.sort()).toEqual(['gone', 'http_status'])
  })
})
