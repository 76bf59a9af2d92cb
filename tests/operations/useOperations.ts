import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Keypair } from '@stellar/stellar-sdk'
import { afterAll, beforeAll } from 'vitest'
import { connectApi } from '../../cli/demo/api.ts'
import { until } from '../../cli/demo/until.ts'
import { close, connect } from '../../db/connect.ts'
import { loadSecrets } from '../../local/supervisor/secrets.ts'
import { startStack } from '../../local/supervisor/startStack.ts'
import { openStateFolder } from '../../local/supervisor/stateFolder.ts'
import { createUser, SETTLED_MS, STACK_START_MS } from '../e2e/createOrders.ts'
import type { RunningStack } from '../e2e/useTestStack.ts'

export type Operations = RunningStack & {
  readonly stateDir: string
  /** What `offerhub` needs to find this stack. */
  readonly env: Readonly<Record<string, string>>
  readonly treasury: Keypair
}

export type NewOrder = { readonly id: string; readonly buyerId: string; readonly contractId: string }

const LEDGER_INTERVAL_MS = 100

/** Starts a whole stack for a test file, with its folder and the treasury's key at hand, and stops it afterwards. */
export function useOperations(): () => Operations {
  let running: Operations | undefined
  beforeAll(async () => {
    const stateDir = await mkdtemp(path.join(tmpdir(), 'offerhub-operations-'))
    const stack = await startStack({ stateDir, ports: 'free', ledgerIntervalMs: LEDGER_INTERVAL_MS })
    const { dev } = stack
    const { treasurySecret } = await loadSecrets(openStateFolder(stateDir))
    running = {
      stack: dev as RunningStack['stack'],
      api: connectApi(dev.apiUrl, dev.apiKey),
      db: connect(dev.databaseUrl, { maxConnections: 3, applicationName: 'offerhub-test' }),
      stateDir,
      env: { DATABASE_URL: dev.databaseUrl, TEMPORAL_ADDRESS: dev.temporalAddress, TEMPORAL_UI_URL: dev.temporalUi },
      treasury: Keypair.fromSecret(treasurySecret),
      async stop() {
        await stack.stop()
        await rm(stateDir, { recursive: true, force: true })
      },
    }
  }, STACK_START_MS)
  afterAll(async () => {
    if (running === undefined) return
    await close(running.db)
    await running.stop()
  }, SETTLED_MS)
  return () => {
    if (running === undefined) throw new Error('The stack did not start')
    return running
  }
}

/** An order of 50.00 with a contract, its buyer paid up. Its title tells the sandbox what shall go wrong. */
export async function orderWithContract(running: Operations, title: string): Promise<NewOrder> {
  const { api } = running
  const { id, buyerId } = await reservedOrder(running, { title })
  const { escrow } = await api.post<{ escrow: { trustlessContractId: string } }>(`/orders/${id}/escrow`)
  return { id, buyerId, contractId: escrow.trustlessContractId }
}

/** An order of 50.00 whose money is set aside. */
export async function reservedOrder(
  running: Operations,
  terms: Readonly<Record<string, unknown>>,
): Promise<Omit<NewOrder, 'contractId'>> {
  const { api, stack } = running
  const [buyer, seller] = await Promise.all([createUser(running, 'BUYER'), createUser(running, 'SELLER')])
  const paid = await fetch(stack.sandbox.faucetUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ address: buyer.address, amount: '50.00' }),
  })
  if (!paid.ok) throw new Error(`The faucet answered ${paid.status}: ${await paid.text()}`)
  await until(SETTLED_MS, 'the deposit', async () => (await availableOf(running, buyer.id)) === '50.00')
  const order = { buyerId: buyer.id, sellerId: seller.id, amount: '50.00', ...terms }
  const { id } = await api.post<{ id: string }>('/orders', order)
  await api.post(`/orders/${id}/reserve`)
  return { id, buyerId: buyer.id }
}

export async function availableOf({ api }: Pick<Operations, 'api'>, userId: string): Promise<string> {
  return (await api.get<{ available: string }>(`/users/${userId}/balance`)).available
}

/** Asks for something that will not come out by itself; the answer is 202. */
export async function askWithoutWaiting({ stack }: Pick<Operations, 'stack'>, route: string): Promise<void> {
  const answer = await fetch(`${stack.apiUrl}/api/v1${route}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${stack.apiKey}`, prefer: 'respond-async' },
  })
  if (answer.status !== 202) throw new Error(`${route} answered ${answer.status}: ${await answer.text()}`)
}
