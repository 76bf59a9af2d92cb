import { describe, expect, test } from 'vitest'
import { tidyUp } from '../../activities/webhooks/tidyUp.ts'
import { createEndpoint } from '../../db/webhooks/createEndpoint.ts'
import { KEPT_MS } from '../../db/webhooks/forgetFinished.ts'
import { listDeliveries, readDelivery } from '../../db/webhooks/readDeliveries.ts'
import { listEndpoints, readEndpoint } from '../../db/webhooks/readEndpoints.ts'
import { removeEndpoint } from '../../db/webhooks/removeEndpoint.ts'
import { replayDelivery } from '../../db/webhooks/replayDelivery.ts'
import { replayRange } from '../../db/webhooks/replayRange.ts'
import { setEndpointStatus } from '../../db/webhooks/setEndpointStatus.ts'
import { updateEndpoint } from '../../db/webhooks/updateEndpoint.ts'
import { MAX_ENDPOINTS } from '../../domain/webhooks/endpoint.ts'
import { GIVEN_UP_LIMIT, PATIENCE_MS, WAITS_MS } from '../../domain/webhooks/schedule.ts'
import { ok, status } from './support/receiver.ts'
import { useWorld } from './support/useWorld.ts'
import type { World } from './support/world.ts'

const world = await useWorld()

const statuses = async (id: Parameters<World['deliveries']>[0]) =>
  (await world.deliveries(id)).map((delivery) => delivery.status)
const signal = new AbortController().signal

describe('endpoints', () => {
  test('are as many as there may be, also when they are made at once; one that is removed makes room', async () => {
    const made = await Promise.all(Array.from({ length: MAX_ENDPOINTS + 5 }, () => make()))
    const kept = made.filter((endpoint) => endpoint !== null)
    expect(kept).toHaveLength(MAX_ENDPOINTS)
    const [first] = kept
    if (first === undefined) return expect.fail('There is none')
    expect([await removeEndpoint(world.db, first.id), await removeEndpoint(world.db, first.id)]).toEqual([true, false])
    expect(await readEndpoint(world.db, first.id)).toBeNull()
    expect(await make()).not.toBeNull()
    const { endpoints, hasMore } = await listEndpoints(world.db, { limit: 30 })
    expect([endpoints.length, hasMore]).toEqual([30, true])
    const rest = await listEndpoints(world.db, { limit: 30, cursor: endpoints.at(-1)?.id })
    expect([rest.endpoints.length, rest.hasMore]).toEqual([20, false])
  })

  test('change in what is given and in nothing else', async () => {
    const endpoint = await world.endpoint({ description: 'shop' })
    const changed = await updateEndpoint(world.db, endpoint.id, { patterns: ['dispute.*', 'order.closed'] })
    expect(changed).toEqual({ ...endpoint, patterns: ['dispute.*', 'order.closed'], updatedAt: changed?.updatedAt })
    const renamed = await updateEndpoint(world.db, endpoint.id, { url: 'https://shop.example/', description: null })
    expect(renamed).toMatchObject({ url: 'https://shop.example/', description: null, patterns: changed?.patterns })
    await removeEndpoint(world.db, endpoint.id)
    expect(await updateEndpoint(world.db, endpoint.id, {})).toBeNull()
  })

  test('that are removed get nothing of what waits for them', async () => {
    const endpoint = await world.endpoint()
    await world.happens()
    await removeEndpoint(world.db, endpoint.id)
    await world.send()
    expect(await statuses(endpoint.id)).toEqual(['CANCELED'])
    expect(world.receiver.received).toEqual([])
    const [delivery] = await world.deliveries(endpoint.id)
    expect(delivery && (await replayDelivery(world.db, delivery.id))).toBeNull()
    expect(await setEndpointStatus(world.db, endpoint.id, 'ENABLED')).toBeNull()
  })
})

describe('an endpoint that is enabled again', () => {
  test('gets what waited for less than three days, and nothing older', async () => {
    const endpoint = await world.endpoint()
    await setEndpointStatus(world.db, endpoint.id, 'DISABLED')
    await world.happens()
    await world.happens()
    const [old] = await world.deliveries(endpoint.id)
    await age(old?.id, PATIENCE_MS + 1_000)
    await world.send()
    expect(await statuses(endpoint.id)).toEqual(['PENDING', 'PENDING'])
    const enabled = await setEndpointStatus(world.db, endpoint.id, 'ENABLED')
    expect(enabled).toMatchObject({ status: 'ENABLED', disabledReason: null, disabledAt: null })
    await world.send()
    expect(await statuses(endpoint.id)).toEqual(['FAILED', 'DELIVERED'])
  })

  test('has lost what became too old meanwhile already before', async () => {
    const [waiting, working] = [await world.endpoint(), await world.endpoint()]
    await setEndpointStatus(world.db, waiting.id, 'DISABLED')
    await world.happens()
    for (const { id } of [waiting, working]) await age((await world.deliveries(id))[0]?.id, PATIENCE_MS + 1_000)
    await tidyUp(world.db, Date.now(), signal)
    expect([await statuses(waiting.id), await statuses(working.id)]).toEqual([['FAILED'], ['PENDING']])
  })
})

describe('an endpoint that nothing reaches', () => {
  /** Lets so many deliveries be given up, the last of them at this time after the endpoint was made. */
  async function giveUp(count: number, afterMs: number) {
    world.receiver.answer = status(500)
    const endpoint = await world.endpoint({ patterns: ['order.*'] })
    for (let n = 0; n < count; n++) await world.happens()
    await world.db.sql`
      update webhook_deliveries set schedule_step = ${WAITS_MS.length - 1} where endpoint_id = ${endpoint.id}`
    world.nowMs = Date.now() + afterMs
    await world.send()
    const given = (await statuses(endpoint.id)).filter((one) => one === 'FAILED')
    expect(given).toHaveLength(Math.min(count, GIVEN_UP_LIMIT))
    return await readEndpoint(world.db, endpoint.id)
  }

  test('for three days, and for which enough was given up, is disabled, once', async () => {
    expect(await giveUp(GIVEN_UP_LIMIT + 3, PATIENCE_MS + 1_000)).toMatchObject({
      status: 'DISABLED',
      disabledReason: 'failing',
    })
    const told = await world.db.sql`select payload from events where event_type = 'webhook.endpoint_disabled'`
    expect(told).toMatchObject([{ payload: { reason: 'failing', lastSuccessAt: null } }])
  })

  test('for a shorter time, or with less, goes on', async () => {
    expect(await giveUp(GIVEN_UP_LIMIT, PATIENCE_MS - 60_000)).toMatchObject({ status: 'ENABLED' })
    expect(await giveUp(GIVEN_UP_LIMIT - 1, PATIENCE_MS + 1_000)).toMatchObject({ status: 'ENABLED' })
  })
})

describe('deliveries', () => {
  test('are listed by status, type and time, newest first', async () => {
    const endpoint = await world.endpoint()
    await world.happens('order.created')
    await world.send()
    world.receiver.answer = status(500)
    await world.happens('order.closed')
    await world.send()
    const list = (more: object) => listDeliveries(world.db, { endpointId: endpoint.id, limit: 10, ...more })
    const types = async (more: object) => (await list(more)).deliveries.map(({ eventType }) => eventType)
    expect(await types({})).toEqual(['order.closed', 'order.created'])
    expect(await types({ status: 'PENDING' })).toEqual(['order.closed'])
    expect(await types({ eventType: 'order.created' })).toEqual(['order.created'])
    expect(await types({ createdAfter: new Date(Date.now() + 60_000).toISOString() })).toEqual([])
    expect(await types({ createdBefore: new Date(Date.now() + 60_000).toISOString() })).toHaveLength(2)
    const first = await list({ limit: 1 })
    expect([first.deliveries.length, first.hasMore]).toEqual([1, true])
    expect(await types({ cursor: first.deliveries[0]?.id })).toEqual(['order.created'])
  })

  test('are forgotten with their attempts a month after they ended, and not before', async () => {
    const endpoint = await world.endpoint()
    await world.happens()
    await world.send()
    const [delivery] = await world.deliveries(endpoint.id)
    if (delivery === undefined) return expect.fail('There is no delivery')
    await tidyUp(world.db, Date.now() + KEPT_MS - 60_000, signal)
    expect((await readDelivery(world.db, delivery.id))?.attemptLog).toHaveLength(1)
    await tidyUp(world.db, Date.now() + KEPT_MS + 60_000, signal)
    expect(await readDelivery(world.db, delivery.id)).toBeNull()
    expect(await world.db.sql`select from webhook_attempts where delivery_id = ${delivery.id}`).toHaveLength(0)
  })
})

describe('a replay of a time', () => {
  const around = () => ({
    since: new Date(Date.now() - 60_000).toISOString(),
    until: new Date(Date.now() + 60_000).toISOString(),
  })

  test('sends what was given up in it, or everything', async () => {
    const endpoint = await world.endpoint({ patterns: ['dispute.opened'] })
    await world.happens('dispute.opened')
    await world.send()
    world.receiver.answer = status(410)
    await world.happens('dispute.opened')
    await world.send()
    await setEndpointStatus(world.db, endpoint.id, 'ENABLED')
    world.receiver.answer = ok
    expect(await replayRange(world.db, endpoint.id, around())).toEqual({ deliveries: 1 })
    await world.send()
    expect((await world.deliveries(endpoint.id)).map(({ attempts, replays }) => [attempts, replays])).toEqual([
      [1, 0],
      [2, 1],
    ])
    expect(await replayRange(world.db, endpoint.id, { ...around(), status: 'all' })).toEqual({ deliveries: 2 })
    await world.send()
    expect(await statuses(endpoint.id)).toEqual(['DELIVERED', 'DELIVERED'])
    const before = { since: new Date(0).toISOString(), until: new Date(Date.now() - 3_600_000).toISOString() }
    expect(await replayRange(world.db, endpoint.id, { ...before, status: 'all' })).toEqual({ deliveries: 0 })
  })

  test('reaches events from before the endpoint was made, those that it wants', async () => {
    await world.endpoint({ patterns: ['escrow.*'] })
    await world.happens('escrow.resolved')
    await world.happens('escrow.funded')
    const late = await world.endpoint({ patterns: ['escrow.resolved'] })
    expect(await replayRange(world.db, late.id, { ...around(), status: 'all' })).toEqual({ deliveries: 1 })
    expect((await world.deliveries(late.id)).map(({ eventType }) => eventType)).toEqual(['escrow.resolved'])
  })

  test('of more events than one call may replay does nothing', async () => {
    const endpoint = await world.endpoint({ patterns: ['wallet.ready'] })
    await world.db.sql`
      insert into events (event_id, event_type, aggregate_id, aggregate_type, payload, metadata)
      select 'evt_01' || to_char(n, 'FM000000'), 'wallet.ready', 'x', 'wallet', '{}', '{}' from generate_series(1, 10001) n`
    // Numbered by the next round; the ids above are of the time that they say.
    while ((await world.db.sql`select from events where sequence is null limit 1`).length > 0) await world.handOut()
    const range = { since: new Date(0).toISOString(), until: around().until, status: 'all' } as const
    expect(await replayRange(world.db, endpoint.id, range)).toBe('too_many')
    expect((await world.deliveries(endpoint.id)).every(({ replays }) => replays === 0)).toBe(true)
  })

  test('of an endpoint that there is not says so', async () => {
    expect(await replayRange(world.db, 'whe_0', around())).toBe('not_found')
  })
})

function make() {
  const draft = { url: `${world.receiver.url}/many`, patterns: ['*'], dialect: '2026-02-25', keyId: 'k1' }
  return createEndpoint(world.db, draft)
}

async function age(id: string | undefined, milliseconds: number): Promise<void> {
  const at = new Date(Date.now() - milliseconds).toISOString()
  await world.db.sql`update webhook_deliveries set started_at = ${at} where id = ${id ?? ''}`
}
