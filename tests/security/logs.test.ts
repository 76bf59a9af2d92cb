import { randomUUID } from 'node:crypto'
import { ApplicationFailure } from '@temporalio/common'
import { DrizzleQueryError } from 'drizzle-orm'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createUser } from '../../db/users/createUser.ts'
import { describeError, openLog } from '../../lifecycle/openLog.ts'
import { temporalLogger } from '../../worker/temporalLogger.ts'
import type { Document, JsonSchema } from '../api/apiDocument.ts'
import { type Harness, startApi } from '../api/harness.ts'
import { orderIn } from '../api/inState.ts'
import { call, everyRoute, type Route, readDocument } from './support/everyRoute.ts'

/**
 * What callers send, be it secret or personal, is in no line of the log: at its most talkative, when all goes well and
 * when everything fails. canary.test.ts looks for the secrets of a whole running stack; this looks for what is in requests.
 */
const lines: string[] = []
const log = openLog('trace', { destination: { write: (line: string) => void lines.push(line) } })
/** In every field that takes a text, in every header and query: an email address, so that it is one where one is asked for. */
const PERSON = `canary.${randomUUID().slice(0, 8)}@example.com`
const HALF = PERSON.slice(0, PERSON.indexOf('@'))

let api: Harness
let document: Document
let routes: readonly Route[]

beforeAll(async () => {
  api = await startApi({ logger: log, settings: { LOG_LEVEL: 'trace' } })
  document = await readDocument(api)
  routes = await everyRoute(api)
})

afterAll(async () => {
  await api.stop()
})

const found = () => lines.filter((line) => line.includes(HALF) || line.includes(api.apiKey))

function filled(schema: JsonSchema | undefined, ids: Readonly<Record<string, string>>, name = ''): unknown {
  const reference = schema?.$ref?.split('/').at(-1)
  if (reference !== undefined) return filled(document.components.schemas[reference], ids, name)
  if (ids[name] !== undefined) return ids[name]
  if (schema?.enum !== undefined) return schema.enum[0]
  const types = [schema?.type ?? []].flat()
  if (types.includes('array')) return [filled(schema?.items, ids)]
  if (types.includes('object')) {
    const members = Object.entries(schema?.properties ?? {})
    return Object.fromEntries(members.map(([member, of]) => [member, filled(of, ids, member)]))
  }
  return schema?.pattern === undefined ? PERSON : (schema.example ?? PERSON)
}

/** Sends something to every route, once as it should be and once with a field that makes it wrong. */
async function sendEverything(ids: Readonly<Record<string, string>>): Promise<Set<number>> {
  const statuses = new Set<number>()
  for (const route of routes.filter(({ name }) => name !== 'streamEvents' && name !== 'metrics')) {
    const address = route.operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? 'x')
    const headers = {
      Cookie: PERSON,
      'X-Person': PERSON,
      'User-Agent': PERSON,
      Referer: PERSON,
      'Idempotency-Key': randomUUID(),
    }
    if (route.operation.method === 'get') {
      for (const query of ['', `?buyerId=${PERSON}`, `?search=${PERSON}`]) {
        statuses.add((await call(api, { ...route, address: address + query }, { headers })).status)
      }
      continue
    }
    const schema = route.operation.requestBody?.content['application/json']?.schema
    const body = filled(schema, ids) as object
    for (const json of [body, { ...body, [HALF]: PERSON }]) {
      statuses.add((await api.post(address, json, { headers: { ...headers, Prefer: 'wait=1' } })).status)
    }
  }
  return statuses
}

describe('what callers send is in no line of the log', () => {
  test('when requests are carried out and when they are refused', async () => {
    const order = await orderIn(api, 'DISPUTED')
    const ids = {
      orderId: order.id,
      userId: String(order.buyerId),
      buyerId: String(order.buyerId),
      sellerId: String(order.sellerId),
      disputeId: String(order.disputeId),
      amount: '5.00',
    }
    const user = { externalUserId: PERSON, email: PERSON }
    expect((await api.post('/api/v1/users', user)).status).toBe(201)
    expect((await api.post('/api/v1/api-keys', { name: PERSON, scopes: ['read'] })).status).toBe(201)
    const terms = { buyerId: order.buyerId, sellerId: order.sellerId, amount: '5.00' }
    const texts = { title: PERSON, description: PERSON, clientOrderRef: PERSON }
    expect((await api.post('/api/v1/orders', { ...terms, ...texts })).status).toBe(201)
    const statuses = await sendEverything(ids)
    expect([...statuses]).toEqual(expect.arrayContaining([200, 400, 404]))
    expect(lines.length).toBeGreaterThan(100)
    expect(found()).toEqual([])
  })

  test('when the database refuses every statement', async () => {
    const before = lines.length
    for (const table of ['users', 'orders', 'idempotency_keys', 'disputes', 'commands']) {
      await api.owner.sql.unsafe(`revoke all on ${table} from public; alter table ${table} rename to ${table}_away`)
    }
    const statuses = await sendEverything({ orderId: 'ord_01m7zkv0j3ene8ngjxn6pjs3g6', amount: '5.00' })
    expect([...statuses].some((status) => status >= 500)).toBe(true)
    expect(lines.slice(before).some((line) => line.includes('"level":50'))).toBe(true)
    expect(found()).toEqual([])
  })
})

describe('an error that the worker logs', () => {
  test('tells its code and where it was, and not the values that it was about', async () => {
    const sick = await startApi()
    try {
      await sick.owner.sql`alter table users add constraint refuses_everybody check (email is null)`
      await sick.post('/api/v1/users', { externalUserId: 'spare' })
      const user = { externalUserId: PERSON, email: PERSON, type: 'BOTH' } as const
      const refusal: unknown = await createUser(sick.db, user).catch((error: unknown) => error)
      expect(refusal).toBeInstanceOf(postgres.PostgresError)
      // Postgres itself quotes the row that it refused: without that, this test would show nothing.
      expect((refusal as postgres.PostgresError).detail).toContain(HALF)
      const wrapped = new DrizzleQueryError('insert into users values ($1)', [PERSON], refusal as Error)
      expect(wrapped.message).toContain(HALF)
      const failure = ApplicationFailure.fromError(wrapped)
      const from = lines.length
      for (const error of [refusal, wrapped, new Error('outer', { cause: wrapped }), new AggregateError([refusal])]) {
        log.error(error, 'an activity failed')
        log.error({ err: error }, 'an activity failed')
        temporalLogger(log).error('Activity failed', { error })
      }
      log.error({ error: failure }, 'an activity failed')
      expect(lines.length - from).toBe(13)
      expect(lines.slice(from).join('')).toContain('refuses_everybody')
      expect(found()).toEqual([])
    } finally {
      await sick.stop()
    }
  })

  test('keeps what helps: message, stack, code, and the constraint', () => {
    const error = Object.assign(new Error('duplicate key'), {
      code: '23505',
      constraint_name: 'users_pkey',
      detail: HALF,
    })
    expect(describeError(error)).toMatchObject({
      message: 'duplicate key',
      code: '23505',
      constraint_name: 'users_pkey',
      stack: expect.stringContaining('logs.test.ts'),
    })
    expect(JSON.stringify(describeError(error))).not.toContain(HALF)
  })
})

test('the look-out is awake: a line that does hold it is found', () => {
  log.info({ note: PERSON }, 'on purpose')
  expect(found()).toHaveLength(1)
})
