import { randomUUID } from 'node:crypto'
import { createParser } from 'eventsource-parser'
import { beforeAll, describe, expect, it } from 'vitest'
import { until } from '../../cli/demo/until.ts'
import { createOrders, type FundedOrder, SETTLED_MS } from './createOrders.ts'
import { untilBooksAgree } from './untilBooksAgree.ts'
import { useTestStack } from './useTestStack.ts'

const running = useTestStack()

const authorization = () => ({ authorization: `Bearer ${running().stack.apiKey}` })

describe('an API process killed with -9 while a release waits for its outcome', () => {
  let order: FundedOrder
  const key = randomUUID()
  const heard: Heard[] = []

  beforeAll(async () => {
    ;[order] = await createOrders(running(), 1)
    const before = listen(heard, '0')
    const abandoned = release(order, key).catch(() => 'cut off')
    await until(SETTLED_MS, 'the release to begin', async () => (await statusOf(order)) === 'RELEASE_REQUESTED')
    process.kill(running().stack.pids.api ?? 0, 'SIGKILL')
    expect(await abandoned).toBe('cut off')
    await before.ended
    await until(SETTLED_MS, 'the API to be back', isHealthy)
  }, SETTLED_MS)

  it(
    'carries the release out once, and the same key then gets its answer',
    async () => {
      let answer = await release(order, key)
      await until(SETTLED_MS, 'the key to be taken over', async () => {
        if (answer.status === 409) answer = await release(order, key)
        return answer.status !== 409
      })
      expect(answer).toMatchObject({ status: 200, body: { data: { status: 'CLOSED', finalStatus: 'RELEASED' } } })
      expect(await release(order, key)).toEqual(answer)
      const [row] = await running().db.sql<{ count: number }[]>`
      select count(*)::int as count from chain_attempts where order_id = ${order.id} and kind = 'release' and status = 'APPLIED'`
      expect(row?.count).toBe(1)
      await untilBooksAgree(running())
    },
    SETTLED_MS,
  )

  it(
    'loses and doubles no event for a listener who resumes where the stream broke off',
    async () => {
      const after = listen(heard, heard.at(-1)?.id ?? '0')
      await until(SETTLED_MS, 'the last event of the order', async () =>
        heard.some(({ data }) => data.eventType === 'order.closed' && data.aggregateId === order.id),
      )
      after.stop()
      const rows = await running().db.sql<{ sequence: string }[]>`
      select sequence::text as sequence from events where sequence <= ${heard.at(-1)?.id ?? '0'}::bigint order by events.sequence`
      expect(heard.map(({ id }) => id)).toEqual(rows.map(({ sequence }) => sequence))
    },
    SETTLED_MS,
  )
})

async function release(order: FundedOrder, key: string): Promise<{ status: number; body: unknown }> {
  const answer = await fetch(`${running().stack.apiUrl}/api/v1/orders/${order.id}/resolution/release`, {
    method: 'POST',
    headers: { ...authorization(), 'idempotency-key': key },
  })
  return { status: answer.status, body: await answer.json() }
}

async function statusOf(order: FundedOrder): Promise<string | undefined> {
  const [row] = await running().db.sql<{ status: string }[]>`select status from orders where id = ${order.id}`
  return row?.status
}

async function isHealthy(): Promise<boolean> {
  return await fetch(`${running().stack.apiUrl}/health`).then(
    (answer) => answer.ok,
    () => false,
  )
}

type Heard = { id: string; data: { eventType: string; aggregateId: string } }

/** Listens from a sequence on until stopped or cut off. */
function listen(heard: Heard[], lastEventId: string): { ended: Promise<void>; stop(): void } {
  const abort = new AbortController()
  const parser = createParser({ onEvent: ({ id, data }) => heard.push({ id: id ?? '', data: JSON.parse(data) }) })
  const read = async () => {
    const headers = { ...authorization(), 'last-event-id': lastEventId }
    const answer = await fetch(`${running().stack.apiUrl}/api/v1/events`, { headers, signal: abort.signal })
    const text = new TextDecoder()
    for await (const chunk of answer.body ?? []) parser.feed(text.decode(chunk, { stream: true }))
  }
  // How it ends does not matter: what was heard until then does.
  return { ended: read().catch(() => undefined), stop: () => abort.abort() }
}
