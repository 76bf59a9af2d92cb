import { until } from '../../cli/demo/until.ts'
import { openReceiver } from '../chain/support/receiver.ts'
import { createUser, SETTLED_MS } from '../e2e/createOrders.ts'
import { availableOf, type Operations } from './useOperations.ts'

/** From now on the network takes no payment, or takes payments again. */
export async function holdPayments({ stack }: Operations, isHeld: boolean): Promise<void> {
  const faults = isHeld ? [{ name: 'tryAgainLater', function: 'payment', times: 1_000_000 }] : []
  await fetch(`${stack.sandbox.controlUrl}/faults`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ faults }),
  })
}

/** A user's withdrawal of 20.00 out of 50.00 to somebody outside. */
export async function withdraw(running: Operations): Promise<{ id: string }> {
  const { api, stack } = running
  const { controlUrl, faucetUrl } = stack.sandbox
  const config = (await (await fetch(controlUrl)).json()) as { usdcIssuer: string; passphrase: string }
  const { address: destination } = await openReceiver({ url: new URL(controlUrl).origin, config })
  const { id: userId, address } = await createUser(running, 'SELLER')
  const headers = { 'content-type': 'application/json' }
  await fetch(faucetUrl, { method: 'POST', headers, body: JSON.stringify({ address, amount: '50.00' }) })
  await until(SETTLED_MS, 'the deposit', async () => (await availableOf(running, userId)) === '50.00')
  await holdPayments(running, true)
  return await api.post<{ id: string }>('/withdrawals', { userId, amount: '20.00', destination })
}
