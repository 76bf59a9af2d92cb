import { expect, it } from 'vitest'
import { until } from '../../cli/demo/until.ts'
import { openReceiver } from '../chain/support/receiver.ts'
import { createUser, SETTLED_MS } from '../e2e/createOrders.ts'
import { untilBooksAgree } from '../e2e/untilBooksAgree.ts'
import { asked, offerhub } from './offerhub.ts'
import { availableOf, useOperations } from './useOperations.ts'

const running = useOperations()

type Pending = { withdrawals: { id: string; stuck: unknown; page: string }[] }
type Failure = { error: { code: string; message: string } }

const SIGNED = ['--by', 'Ana', '--reason', 'The user named another address']
const tell = <T>(...args: string[]) => asked<T>(args, running().env)
const status = async (id: string) => (await running().api.get<{ status: string }>(`/withdrawals/${id}`)).status

/** From now on the network takes no payment, or takes payments again. */
async function holdPayments(isHeld: boolean): Promise<void> {
  const faults = isHeld ? [{ name: 'tryAgainLater', function: 'payment', times: 1_000_000 }] : []
  await fetch(`${running().stack.sandbox.controlUrl}/faults`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ faults }),
  })
}

/** A user's withdrawal of 20.00 out of 50.00 to somebody outside. */
async function withdraw(): Promise<{ id: string }> {
  const { api, stack } = running()
  const { controlUrl, faucetUrl } = stack.sandbox
  const config = (await (await fetch(controlUrl)).json()) as { usdcIssuer: string; passphrase: string }
  const { address: destination } = await openReceiver({ url: new URL(controlUrl).origin, config })
  const { id: userId, address } = await createUser(running(), 'SELLER')
  const headers = { 'content-type': 'application/json' }
  await fetch(faucetUrl, { method: 'POST', headers, body: JSON.stringify({ address, amount: '50.00' }) })
  await until(SETTLED_MS, 'the deposit', async () => (await availableOf(running(), userId)) === '50.00')
  await holdPayments(true)
  return await api.post<{ id: string }>('/withdrawals', { userId, amount: '20.00', destination })
}

it(
  'a withdrawal that is under way is shown, and neither retried nor given up: it is paid',
  async () => {
    const { id } = await withdraw()
    const { json: seen } = await tell<Pending>('withdrawals', 'pending')
    const page = `${running().stack.temporalUi}/namespaces/default/workflows/${id}`
    expect(seen.withdrawals).toMatchObject([{ id, stuck: null, page }])
    const { out } = await offerhub(['withdrawals', 'pending'], running().env)
    for (const words of ['1 pending', id, '20.00 USD', 'under way']) expect(out).toContain(words)
    const refused = async (...args: string[]) => {
      const { exit, json } = await tell<Failure>('withdrawals', ...args)
      return [exit, json.error.code]
    }
    expect(await refused('retry', id)).toEqual([1, 'INVALID_STATE'])
    expect(await refused('give-up', id, ...SIGNED)).toEqual([1, 'INVALID_STATE'])
    expect(await refused('give-up', 'wdr_missing', ...SIGNED)).toEqual([1, 'WITHDRAWAL_NOT_FOUND'])
    await holdPayments(false)
    await until(SETTLED_MS, 'the payment', async () => (await status(id)) === 'COMPLETED')
    expect(await refused('give-up', id, ...SIGNED)).toEqual([1, 'INVALID_STATE'])
    expect((await tell<Pending>('withdrawals', 'pending')).json.withdrawals).toEqual([])
    const { json } = await tell<{ actions: unknown[] }>('audit', 'log', '--withdrawal', id)
    expect(json.actions).toEqual([])
    await untilBooksAgree(running())
  },
  2 * SETTLED_MS,
)
