import { describe, expect, test } from 'vitest'
import { readEndpoint } from '../../db/webhooks/readEndpoints.ts'
import { setEndpointStatus } from '../../db/webhooks/setEndpointStatus.ts'
import { eventNameIn } from '../../domain/eventNames.ts'
import { WAITS_MS } from '../../domain/webhooks/schedule.ts'
import { WebhookVerificationError } from '../../sdk/src/webhooks.ts'
import { onlyDelivery, verified } from './support/deliveries.ts'
import { ok, status } from './support/receiver.ts'
import { useWorld } from './support/useWorld.ts'
import { secretOf } from './support/world.ts'

const world = await useWorld()

describe('an event', () => {
  test('is delivered once, as Standard Webhooks say, to the endpoint that wants it', async () => {
    const endpoint = await world.endpoint({ patterns: ['order.*'] })
    const orderId = await world.happens('order.funds_reserved')
    await world.happens('user.created')
    await world.send()
    await world.send()
    expect(world.receiver.received).toHaveLength(1)
    const { id, body } = await verified(world.receiver.received[0], secretOf(endpoint))
    const delivery = await onlyDelivery(world, endpoint.id)
    expect(id).toBe(delivery.eventId)
    expect(body).toMatchObject({
      type: 'order.funds_reserved',
      data: { eventId: id, eventType: 'order.funds_reserved', aggregateId: orderId, payload: { orderId } },
    })
    expect(body.timestamp).toBe(body.data.occurredAt)
    expect(delivery).toMatchObject({ status: 'DELIVERED', attempts: 1, nextAttemptAt: null, replays: 0 })
    expect(delivery.attemptLog).toMatchObject([{ number: 1, httpStatus: 204, error: null, outcome: 'SUCCEEDED' }])
    expect(world.receiver.received[0]).toMatchObject({ method: 'POST', path: '/hooks' })
    expect(world.receiver.received[0]?.headers['content-type']).toBe('application/json')
  })

  test('has the name that the version of the endpoint gives it', async () => {
    const endpoint = await world.endpoint({ dialect: '2026-01-12' })
    await world.happens('order.funds_reserved')
    await world.send()
    const { body } = await verified(world.receiver.received[0], secretOf(endpoint))
    expect([body.type, body.data.eventType]).toEqual(['order.reserved', 'order.reserved'])
    expect(eventNameIn('2026-02-25', 'order.funds_reserved')).toBe('order.funds_reserved')
  })

  test('is not verified with the secret of another endpoint, nor with a body that was changed', async () => {
    const [one, other] = [await world.endpoint({ patterns: ['order.created'] }), await world.endpoint({ patterns: [] })]
    await world.happens()
    await world.send()
    const [received] = world.receiver.received
    if (received === undefined) return expect.fail('Nothing came')
    await expect(verified(received, secretOf(other))).rejects.toThrow(WebhookVerificationError)
    const changed = { ...received, body: received.body.replace('order.created', 'order.closed') }
    await expect(verified(changed, secretOf(one))).rejects.toThrow(WebhookVerificationError)
  })

  test('from before the endpoint was made is not sent to it', async () => {
    await world.endpoint()
    await world.happens()
    await world.send()
    const late = await world.endpoint()
    await world.happens()
    expect(await world.deliveries(late.id)).toHaveLength(1)
  })

  test('that is refused is sent again by the schedule, with the same id, and given up after the last attempt', async () => {
    world.receiver.answer = status(500, {}, 'no')
    const endpoint = await world.endpoint()
    await world.happens()
    for (let attempt = 1; attempt <= WAITS_MS.length; attempt++) {
      await world.send()
      expect(world.receiver.received).toHaveLength(attempt)
      const { nextAttemptAt, status: stands } = await onlyDelivery(world, endpoint.id)
      const waitMs = WAITS_MS[attempt]
      expect(stands).toBe(waitMs === undefined ? 'FAILED' : 'PENDING')
      if (waitMs === undefined) break
      expect(Date.parse(nextAttemptAt ?? '')).toBe(world.nowMs + waitMs)
      world.nowMs += waitMs - 1
      await world.send()
      expect(world.receiver.received).toHaveLength(attempt)
      world.nowMs += 1
    }
    const { attemptLog, eventId } = await onlyDelivery(world, endpoint.id)
    expect(attemptLog.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    expect(attemptLog[3]).toMatchObject({
      httpStatus: 500,
      error: 'http_status',
      responseBody: 'no',
      outcome: 'FAILED',
    })
    expect(new Set(world.receiver.received.map(({ headers }) => headers['webhook-id']))).toEqual(new Set([eventId]))
    expect(new Set(world.receiver.received.map(({ body }) => body)).size).toBe(1)
    expect(new Set(world.receiver.received.map(({ headers }) => headers['webhook-timestamp'])).size).toBe(10)
    for (const one of world.receiver.received) await verified(one, secretOf(endpoint))
  })

  test.each([
    [429, '120', 120_000],
    [503, '7200', 7_200_000],
    [503, '999999', 86_400_000],
    [503, '1', 5_000],
    [500, '7200', 5_000],
  ])('answered with %d and Retry-After %s is sent again after %d ms', async (code, seconds, waitMs) => {
    world.receiver.answer = status(code, { 'retry-after': seconds })
    const endpoint = await world.endpoint()
    await world.happens()
    await world.send()
    const { nextAttemptAt } = await onlyDelivery(world, endpoint.id)
    expect(Date.parse(nextAttemptAt ?? '') - world.nowMs).toBe(waitMs)
  })

  test('answered with a redirect is not sent there', async () => {
    world.receiver.answer = status(307, { location: `${world.receiver.url}/elsewhere` })
    const endpoint = await world.endpoint()
    await world.happens()
    await world.send()
    expect(world.receiver.received.map(({ path }) => path)).toEqual(['/hooks'])
    expect((await onlyDelivery(world, endpoint.id)).attemptLog).toMatchObject([{ httpStatus: 307, error: 'redirect' }])
  })

  test('answered with 410 disables the endpoint, which is an event itself, and what waits for it waits', async () => {
    world.receiver.answer = status(410)
    const endpoint = await world.endpoint({ patterns: ['order.*'] })
    const watching = await world.endpoint({ url: `${world.receiver.url}/watch`, patterns: ['webhook.*'] })
    await world.happens()
    await world.send()
    expect(await readEndpoint(world.db, endpoint.id)).toMatchObject({ status: 'DISABLED', disabledReason: 'gone' })
    world.receiver.answer = ok
    await world.happens('order.canceled')
    await world.send()
    const told = world.receiver.received.filter(({ path }) => path === '/watch')
    const { body } = await verified(told[0], secretOf(watching))
    expect(told).toHaveLength(1)
    expect(body).toMatchObject({
      type: 'webhook.endpoint_disabled',
      data: { aggregateType: 'webhook_endpoint', payload: { endpointId: endpoint.id, reason: 'gone' } },
    })
    expect((await world.deliveries(endpoint.id)).map((one) => one.status)).toEqual(['FAILED', 'PENDING'])
    await setEndpointStatus(world.db, endpoint.id, 'ENABLED')
    await world.send()
    expect((await world.deliveries(endpoint.id)).map((one) => one.status)).toEqual(['FAILED', 'DELIVERED'])
  })

  test('shows no more of an answer than its beginning, as text', async () => {
    world.receiver.answer = status(500, { 'x-secret': 'header' }, `\u0000\u001b[31m${'ä'.repeat(20_000)}`)
    const endpoint = await world.endpoint()
    await world.happens()
    await world.send()
    const [attempt] = (await onlyDelivery(world, endpoint.id)).attemptLog
    expect(attempt?.responseBody).toBe(`[31m${'ä'.repeat(496)}`)
  })
})
