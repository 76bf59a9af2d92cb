import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../../cli/demo/until.ts'
import { notePendingCommand } from '../../db/commands/notePending.ts'
import { newId } from '../../db/newId.ts'
import { type Harness, startApi } from './harness.ts'

const MOST = 3

let api: Harness
beforeAll(async () => {
  api = await startApi({ settings: { MAX_OPEN_COMMANDS: String(MOST) } })
})
afterAll(() => api.stop())

const accept = () =>
  notePendingCommand(api.db, { commandId: newId('command'), orderId: newId('order'), kind: 'release' })
const settleAll = () =>
  api.db.sql`update commands set status = 'SUCCEEDED', settled_at = now() where status = 'PENDING'`

async function untilRefused(path: string, json: unknown) {
  let answer = await api.post(path, json)
  await until(5_000, 'the API to look at what is under way', async () => {
    answer = await api.post(path, json)
    return answer.status === 503
  })
  return answer
}

test('while too many commands of the last minute have no outcome, further ones are refused with a time to come back', async () => {
  const terms = { buyerId: await api.user('BUYER'), sellerId: await api.user('SELLER'), amount: '50.00' }
  for (let accepted = 0; accepted < MOST; accepted++) await accept()
  const { status, headers, body } = await untilRefused('/api/v1/orders', terms)
  expect(status).toBe(503)
  expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
  expect(body.error).toMatchObject({
    code: 'SERVICE_UNAVAILABLE',
    message: expect.stringContaining(`${MOST} commands`),
  })

  // Reading goes on, and so does what makes no command.
  expect((await api.get('/api/v1/orders')).status).toBe(200)
  expect(await api.user()).toMatch(/^usr_/)

  const headersOfKey = { 'Idempotency-Key': 'refused-first' }
  expect((await api.post('/api/v1/orders', terms, { headers: headersOfKey })).status).toBe(503)
  await settleAll()
  await until(5_000, 'the command to be let in', async () => {
    return (await api.post('/api/v1/orders', terms, { headers: headersOfKey })).status === 201
  })
})

test('a command that has been waiting for longer than a minute keeps nobody out', async () => {
  for (let accepted = 0; accepted < MOST; accepted++) await accept()
  await api.db.sql`update commands set created_at = now() - interval '61 seconds' where status = 'PENDING'`
  const terms = { buyerId: await api.user('BUYER'), sellerId: await api.user('SELLER'), amount: '50.00' }
  // A process that has not looked yet.
  const fresh = await api.another()
  const answer = await fetch(`${fresh.url}/api/v1/orders`, {
    method: 'POST',
    headers: { authorization: `Bearer ${api.apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify(terms),
  })
  expect(answer.status).toBe(201)
  await fresh.stop()
  await settleAll()
})
