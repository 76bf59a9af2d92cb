import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signedHeaders } from '../../../activities/webhooks/sign.ts'
import { until } from '../../../cli/demo/until.ts'
import { SETTLED_MS } from '../../e2e/createOrders.ts'
import { type Shop, startShop } from './shop.ts'
import type { Reader } from './useReader.ts'
import { visit } from './visitor.ts'

const JSON_TYPE = { 'content-type': 'application/json' }
const WEBHOOK_SECRET = `whsec_${Buffer.alloc(32, 5).toString('base64')}`
const SCRIPT = fileURLToPath(new URL('../../../examples/curl.sh', import.meta.url))

/** The examples, against the stack that the pages run on. */
export function testExamples(reader: () => Reader): void {
  describe('examples/curl.sh', () => {
    const run = (more: Record<string, string>) =>
      spawnSync('bash', [SCRIPT], {
        env: { ...process.env, OFFERHUB_STATE_DIR: reader().folder, ...more },
        encoding: 'utf8',
        timeout: SETTLED_MS,
      })

    it('takes an order from the first call to a paid seller', { timeout: SETTLED_MS }, () => {
      const { status, stdout, stderr } = run({})
      expect(stderr).toBe('')
      expect(stdout.trimEnd().split('\n').slice(-4)).toEqual([
        'order ended: RELEASED',
        'buyer has: 50.00',
        'seller has: 50.00',
        'OK',
      ])
      expect(status).toBe(0)
    })

    it('ends with 1 and says why when an answer is not the expected one', () => {
      const { status, stdout, stderr } = run({ KEY: 'ohk_test_of_nobody' })
      expect(status).toBe(1)
      expect(stderr).toContain('POST /users: expected 201')
      expect(stderr).toContain('UNAUTHORIZED')
      expect(stdout).not.toContain('OK')
    })
  })

  describe('examples/marketplace-server', () => {
    let shop: Shop
    let visitor: ReturnType<typeof visit>

    beforeAll(async () => {
      const { stack, api } = reader().test
      shop = await startShop(stack.apiUrl, stack.apiKey, WEBHOOK_SECRET)
      visitor = visit(shop.url)
      const { id } = await api.post<{ id: string }>('/users', { externalUserId: 'shop-buyer', type: 'BUYER' })
      const wallet = () => api.get<{ ready: boolean; address: string }>(`/users/${id}/wallet/deposit`)
      await until(SETTLED_MS, "the shop's buyer to have a wallet", async () => (await wallet()).ready)
      expect(await visitor.read('/')).toContain(`Pay USDC to <code>${(await wallet()).address}</code>`)
      const body = JSON.stringify({ address: (await wallet()).address, amount: '100.00' })
      await fetch(stack.sandbox.faucetUrl, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
      await until(
        SETTLED_MS,
        'the page to offer the product',
        async () => !(await visitor.read('/')).includes('disabled'),
      )
    }, 2 * SETTLED_MS)
    afterAll(() => shop?.stop())

    async function buy(checkoutId: string): Promise<string> {
      const answer = await visitor.send('/buy', { checkoutId })
      expect(answer.status).toBe(303)
      return answer.headers.get('location') ?? ''
    }

    async function buyAndFollow(checkoutId: string) {
      const order = await buy(checkoutId)
      const page = await visitor.follow(order)
      await until(SETTLED_MS, 'the money to be locked', async () => (await visitor.statusOf(order)) === 'IN_PROGRESS')
      return { order, page }
    }

    it('sells: bought, delivered, confirmed and paid, and the page hears of it', { timeout: SETTLED_MS }, async () => {
      const { order, page } = await buyAndFollow('checkout-1')
      expect(await visitor.read(order)).not.toContain('Confirm')
      await visitor.send(`${order}/deliver`, { link: 'https://example.com/logo.svg' })
      await page.until('shop.delivered')
      expect(await visitor.read(order)).toContain('https://example.com/logo.svg')
      await visitor.send(`${order}/confirm`)
      await page.until('order.closed')
      expect(await visitor.statusOf(order)).toBe('CLOSED (RELEASED)')
      page.close()
    })

    it('takes a second click on the same checkout as the first one', { timeout: SETTLED_MS }, async () => {
      const [first, second] = [await buy('checkout-2'), await buy('checkout-2')]
      expect(second).toBe(first)
    })

    it('takes a webhook that is signed, tells the page of it, and refuses one that is not', async () => {
      const order = await buy('checkout-1')
      const page = await visitor.follow(order)
      const body = JSON.stringify({ type: 'order.told', data: { aggregateId: order.split('/').at(-1) } })
      const send = async (headers: Record<string, string>) =>
        (await fetch(`${shop.url}/webhooks`, { method: 'POST', headers: { ...JSON_TYPE, ...headers }, body })).status
      const message = { id: 'evt_1', sentAtMs: Date.now(), body }
      expect(await send(signedHeaders([`${WEBHOOK_SECRET.slice(0, -4)}AAA=`], message))).toBe(400)
      expect(await send({})).toBe(400)
      expect(await send(signedHeaders([WEBHOOK_SECRET], message))).toBe(204)
      await page.until('order.told')
      page.close()
    })

    it('passes a dispute on, and shows a refusal in the words of the API', { timeout: SETTLED_MS }, async () => {
      const { order, page } = await buyAndFollow('checkout-3')
      await visitor.send(`${order}/dispute`)
      await page.until('order.disputed')
      expect(await visitor.statusOf(order)).toBe('DISPUTED')
      const refused = await visitor.send(`${order}/confirm`)
      expect(refused.status).toBe(409)
      expect(await refused.text()).toContain('INVALID_STATE')
      expect((await visitor.send('/orders/ord_0000000000000000000000000a/dispute')).status).toBe(404)
      page.close()
    })
  })
}
