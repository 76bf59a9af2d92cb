import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { EXAMPLES, type Example, type Exchange } from '../../api/openapi/examples.ts'
import type { OrderId } from '../../domain/ids.ts'
import { type Harness, startApi } from './harness.ts'
import { explain, type Known, recognise } from './recognise.ts'

let api: Harness

beforeAll(async () => {
  api = await startApi()
  api.orders.withdrawals.payments = 'wait'
})

afterAll(async () => {
  await api.stop()
})

describe.each(EXAMPLES.map((example) => [example.document, example] as const))(
  'the examples of the %s',
  (_, example) => {
    const known: Known = { fresh: randomUUID(), other: randomUUID() }

    for (const part of example.play) {
      if ('forget' in part) {
        test(`go on with something else than ${part.forget.join(', ')}`, () => {
          for (const name of part.forget) delete known[name]
        })
      } else if ('deposit' in part) {
        test(`go on after a deposit of ${part.deposit.amount}`, async () => {
          await api.deposit(explain(part.deposit.user, known) as string, `${part.deposit.amount}00000`)
        })
      } else if ('paid' in part) {
        test('go on after a withdrawal is paid', () => api.orders.withdrawals.payWaiting())
      } else if ('stuck' in part) {
        test('go on with an order that is stuck', async () => {
          // A retry before it was answered when it was taken, and mends the order when it is carried out.
          await api.orders.settled()
          api.orders.stuck.set(explain(part.stuck.order, known) as OrderId, part.stuck.reason)
        })
      } else {
        test(`are answered as printed: ${part.operation}, ${part.title}`, async () => {
          await exchange(example, part, known)
        })
      }
    }
  },
)

async function exchange(example: Example, { request, answer }: Exchange, known: Known): Promise<void> {
  const { method, path, body, contentType } = request
  const sent = body === undefined ? undefined : JSON.stringify(explain(body, known))
  const response = await fetch(`${api.url}/api/v1${explain(path, known)}`, {
    method,
    headers: {
      Authorization: `Bearer ${api.apiKey}`,
      ...(method === 'POST' && { 'Idempotency-Key': randomUUID() }),
      ...(sent !== undefined && { 'Content-Type': contentType ?? 'application/json' }),
      ...(example.version !== null && { 'Offerhub-Version': example.version }),
    },
    ...(sent !== undefined && { body: sent }),
  })
  const received: unknown = await response.json()
  expect([response.status, received]).toEqual([answer.status, expect.anything()])
  expect(recognise(answer.body, received, known, example.exact)).toEqual([])
}
