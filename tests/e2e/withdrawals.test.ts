import { randomUUID } from 'node:crypto'
import { Operation } from '@stellar/stellar-sdk'
import { describe, expect, it } from 'vitest'
import { usdcBalance } from '../../chain/balances.ts'
import { usdcAsset } from '../../chain/network.ts'
import { createRpc } from '../../chain/rpc/client.ts'
import { until } from '../../cli/demo/until.ts'
import { OfferHubSDK } from '../../sdk/src/index.ts'
import { openReceiver, type Receiver } from '../chain/support/receiver.ts'
import { createOrders, createUser, SETTLED_MS } from './createOrders.ts'
import { untilBooksAgree } from './untilBooksAgree.ts'
import { useTestStack } from './useTestStack.ts'

const running = useTestStack()

const sdk = () => new OfferHubSDK({ apiUrl: running().stack.apiUrl, apiKey: running().stack.apiKey })

async function outside() {
  const { controlUrl } = running().stack.sandbox
  const config = (await (await fetch(controlUrl)).json()) as { usdcIssuer: string; passphrase: string }
  return { url: controlUrl.replace(/\/control$/, ''), config }
}

/** Somebody outside the platform, with a trustline unless told otherwise. */
async function stranger(options = {}): Promise<Receiver> {
  return await openReceiver(await outside(), options)
}

/** What the chain says that an account holds. */
async function heldBy(address: string): Promise<bigint> {
  return await usdcBalance(createRpc(running().stack.sandbox.rpcUrl), (await outside()).config, address)
}

/** A user with 50.00. */
async function payer(): Promise<string> {
  const { id, address } = await createUser(running(), 'BUYER')
  await fetch(running().stack.sandbox.faucetUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ address, amount: '50.00' }),
  })
  await until(SETTLED_MS, 'the deposit to be credited', async () => (await balanceOf(id)).available === '50.00')
  return id
}

const balanceOf = (userId: string) => sdk().balance.get(userId)

/** From now on the network takes no payment, or takes payments again. */
async function holdPayments(isHeld: boolean): Promise<void> {
  const faults = isHeld ? [{ name: 'tryAgainLater', function: 'payment', times: 1_000_000 }] : []
  const answer = await fetch(`${running().stack.sandbox.controlUrl}/faults`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ faults }),
  })
  expect(answer.status).toBe(200)
}

describe('a withdrawal', () => {
  it(
    'is paid once, however often it is asked for with one key, and ledger and chain agree',
    async () => {
      const [userId, receiver] = [await payer(), await stranger()]
      const asked = { userId, amount: '20.00', destination: receiver.address, memo: 'deposit 77' }
      const key = randomUUID()
      const first = await sdk().withIdempotencyKey(key).withdrawals.create(asked)
      const again = await sdk().withIdempotencyKey(key).withdrawals.create(asked)
      expect(again).toEqual(first)
      expect(first.status).toBe('PENDING')
      const paid = await sdk().withdrawals.waitForCompletion(first.id)
      expect(paid).toMatchObject({ status: 'COMPLETED', memo: 'deposit 77', transactionHash: expect.any(String) })
      expect(await heldBy(receiver.address)).toBe(200_000_000n)
      expect(await balanceOf(userId)).toMatchObject({ available: '30.00', withdrawing: '0.00' })
      const { data } = await sdk().withdrawals.list({ userId })
      expect(data.map(({ id }) => id)).toEqual([first.id])
      const rows = await running().db.sql<{ event_type: string }[]>`
        select event_type from events where aggregate_id = ${first.id} order by position`
      expect(rows.map(({ event_type }) => event_type)).toEqual(['withdrawal.requested', 'withdrawal.completed'])
      await untilBooksAgree(running())
    },
    2 * SETTLED_MS,
  )

  it(
    'to an address that cannot hold USDC is refused, and nothing is set aside',
    async () => {
      const [userId, receiver] = [await payer(), await stranger({ trustline: false })]
      const asked = { userId, amount: '20.00', destination: receiver.address }
      await expect(sdk().withdrawals.create(asked)).rejects.toMatchObject({
        code: 'DESTINATION_REFUSED',
        details: { reason: 'no_trustline' },
      })
      expect(await balanceOf(userId)).toMatchObject({ available: '50.00', withdrawing: '0.00' })
    },
    SETTLED_MS,
  )

  it(
    'of all that a sale has brought is paid at once, although the treasury still owes a part of it',
    async () => {
      const [sale] = await createOrders(running(), 1)
      const receiver = await stranger()
      await sdk().resolution.release(sale.id)
      const { id } = await sdk().withdrawals.create({
        userId: sale.sellerId,
        amount: '50.00',
        destination: receiver.muxed('42'),
      })
      await sdk().withdrawals.waitForCompletion(id)
      expect(await heldBy(receiver.address)).toBe(500_000_000n)
      expect(await balanceOf(sale.sellerId)).toMatchObject({ available: '0.00', withdrawing: '0.00' })
      await untilBooksAgree(running())
    },
    2 * SETTLED_MS,
  )

  it(
    'whose destination loses its trustline meanwhile gives the money back, with the reason',
    async () => {
      const [userId, receiver] = [await payer(), await stranger()]
      await holdPayments(true)
      const { id } = await sdk().withdrawals.create({ userId, amount: '20.00', destination: receiver.address })
      expect(await balanceOf(userId)).toMatchObject({ available: '30.00', withdrawing: '20.00' })
      const { config } = await outside()
      await receiver.do(Operation.changeTrust({ asset: usdcAsset(config), limit: '0' }))
      await holdPayments(false)
      await expect(sdk().withdrawals.waitForCompletion(id)).rejects.toMatchObject({
        withdrawal: { status: 'FAILED', failure: { code: 'no_trustline' } },
      })
      expect(await balanceOf(userId)).toMatchObject({ available: '50.00', withdrawing: '0.00' })
      await untilBooksAgree(running())
    },
    2 * SETTLED_MS,
  )
})
