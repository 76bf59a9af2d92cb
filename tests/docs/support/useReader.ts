import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { until } from '../../../cli/demo/until.ts'
import { openReceiver } from '../../chain/support/receiver.ts'
import { createUser, SETTLED_MS, STACK_START_MS } from '../../e2e/createOrders.ts'
import { startTestStack, type TestStack } from '../../e2e/startTestStack.ts'
import type { Place } from './place.ts'

const DEPOSIT = '1000.00'

export type Reader = {
  readonly test: TestStack
  /** For programs and variables of the pages; removed in the end. */
  readonly folder: string
  /** What somebody has who has done the quick start: a key, a buyer with a deposit and a seller. */
  place(): Promise<Place>
}

/** A stack and a folder, for all pages together. */
export function useReader(): () => Reader {
  let reader: Reader | undefined
  beforeAll(async () => {
    const test = await startTestStack()
    const folder = await mkdtemp(path.join(tmpdir(), 'offerhub-docs-'))
    await writeFile(path.join(folder, 'package.json'), '{"type": "module"}')
    // The commands of a checkout find the stack that runs on it by this file.
    await writeFile(path.join(folder, 'dev.json'), JSON.stringify(test.stack))
    reader = { test, folder, place: () => makePlace(test, folder) }
  }, STACK_START_MS)
  afterAll(async () => {
    await reader?.test.stop()
    if (reader !== undefined) await rm(reader.folder, { recursive: true, force: true })
  }, SETTLED_MS)
  return () => {
    if (reader === undefined) throw new Error('The stack did not start')
    return reader
  }
}

async function makePlace(test: TestStack, folder: string): Promise<Place> {
  const [buyer, seller] = [await createUser(test, 'BUYER'), await createUser(test, 'SELLER')]
  const { apiUrl, apiKey, sandbox } = test.stack
  const paid = await fetch(sandbox.faucetUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ address: buyer.address, amount: DEPOSIT }),
  })
  if (!paid.ok) throw new Error(`The faucet answered ${paid.status}: ${await paid.text()}`)
  await until(SETTLED_MS, 'the deposit to be credited', async () => {
    const { available } = await test.api.get<{ available: string }>(`/users/${buyer.id}/balance`)
    return available === DEPOSIT
  })
  const people = { BUYER: buyer.id, SELLER: seller.id, DESTINATION: await openOutside(test) }
  const variables = { API: apiUrl, KEY: apiKey, ...people, OFFERHUB_STATE_DIR: folder }
  return { stack: test.stack, variables, seen: new Map([['ord', await reserve(test, buyer.id, seller.id)]]) }
}

/** The address of somebody outside of the platform who can be paid USDC. */
async function openOutside({ stack: { sandbox } }: TestStack): Promise<string> {
  const config = (await (await fetch(sandbox.controlUrl)).json()) as { usdcIssuer: string; passphrase: string }
  return (await openReceiver({ url: new URL(sandbox.controlUrl).origin, config })).address
}

/** An order to look at, on pages that do not begin with making one. */
async function reserve(test: TestStack, buyerId: string, sellerId: string): Promise<string> {
  const deadlines = { reservationHours: 24 }
  const { id } = await test.api.post<{ id: string }>('/orders', { buyerId, sellerId, amount: '1.00', deadlines })
  await test.api.post(`/orders/${id}/reserve`)
  return id
}
