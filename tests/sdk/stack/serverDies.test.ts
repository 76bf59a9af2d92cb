import { expect, it } from 'vitest'
import { OfferHubSDK } from '../../../sdk/src/index.ts'
import { createOrders, SETTLED_MS } from '../../e2e/createOrders.ts'
import { useTestStack } from '../../e2e/useTestStack.ts'

const running = useTestStack()

it(
  'a release and a subscription outlive the API process: the money moves once, and no event is lost or doubled',
  async () => {
    const { stack, db } = running()
    const patient = { maxRetries: 60, baseDelayMs: 200, maxDelayMs: 12_000 }
    const sdk = new OfferHubSDK({ apiUrl: stack.apiUrl, apiKey: stack.apiKey, retry: patient })
    const [order] = await createOrders(running(), 1)
    const feed = sdk.events.subscribe('*', { since: '0', signal: AbortSignal.timeout(SETTLED_MS) })
    const releasing = sdk.resolution.release(order.id)
    releasing.catch(() => feed.close())
    const heard: string[] = []
    for await (const event of feed) {
      heard.push(event.sequence)
      if (event.eventType === 'order.release_requested') process.kill(stack.pids.api ?? 0, 'SIGKILL')
      if (event.eventType === 'order.closed') break
    }
    expect(await releasing).toMatchObject({ status: 'CLOSED', finalStatus: 'RELEASED' })
    expect((await sdk.balance.get(order.sellerId)).available).toBe('50.00')
    const releases = await sdk.orders.commands.list(order.id)
    expect(releases.data.filter(({ kind }) => kind === 'release')).toHaveLength(1)
    const rows = await db.sql<{ sequence: string }[]>`
      select sequence::text as sequence from events where sequence <= ${heard.at(-1) ?? '0'}::bigint order by events.sequence`
    expect(heard).toEqual(rows.map(({ sequence }) => sequence))
  },
  SETTLED_MS,
)
