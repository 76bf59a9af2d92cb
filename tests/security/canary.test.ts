import { readdir, readFile } from 'node:fs/promises'
import { Keypair } from '@stellar/stellar-sdk'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseMasterKeys } from '../../chain/keys/masterKeys.ts'
import { open } from '../../chain/keys/seal.ts'
import { connectApi, type DemoApi } from '../../cli/demo/api.ts'
import { playStory } from '../../cli/demo/story.ts'
import { until } from '../../cli/demo/until.ts'
import { parseWebhookKeys, webhookSecret } from '../../config/webhookKeys.ts'
import { close, connect, type Database } from '../../db/connect.ts'
import { createEndpoint } from '../../db/webhooks/createEndpoint.ts'
import { SETTLED_MS, STACK_START_MS } from '../e2e/createOrders.ts'
import { type Receiver, startReceiver, status } from '../webhooks/support/receiver.ts'
import { dumpDatabase, dumpHistories, readable } from './dumps.ts'
import { findLeaks, findShapes, type Secret, seedSecret } from './leaks.ts'
import { type PlantedStack, startPlantedStack } from './plantedStack.ts'

/**
 * Every secret of a running stack is known here, and looked for wherever it must not be. The decoy is another seed that
 * the test itself lets out, by the ways that data takes: where the decoy is found, a secret would be found, too.
 */
let planted: PlantedStack
let db: Database
let api: DemoApi
let secrets: readonly Secret[]
const decoy = Keypair.random().secret()
const decoys = [seedSecret('decoy', decoy)]
const answers: { what: string; text: string }[] = []
/** The one answer that shows a secret, because it is made for that. */
let newKeyAnswer = ''
/** A server that is told of every event, and refuses it. */
let receiver: Receiver

beforeAll(async () => {
  planted = await startPlantedStack()
  const { dev } = planted.stack
  db = connect(dev.databaseUrl, { maxConnections: 2, applicationName: 'offerhub-canary' })
  api = recording(connectApi(dev.apiUrl, dev.apiKey))
  const webhook = await listenByWebhook()
  const { buyer, seller } = await playStory({ api, faucetUrl: dev.sandbox.faucetUrl, tell: () => undefined })
  await provokeRefusals()
  const made = await makeApiKey()
  secrets = [...planted.secrets, ...(await walletSecrets()), { name: 'new API key', text: made }, webhook]
  await letDecoyOut(buyer.id, seller.id)
  await until(SETTLED_MS, 'webhooks to be refused', async () => receiver.received.length > 3)
}, STACK_START_MS)

afterAll(async () => {
  if (db !== undefined) await close(db)
  await planted?.stop()
  await receiver?.close()
}, SETTLED_MS)

/** Its secret is signed with from now on, and is to be seen nowhere. */
async function listenByWebhook(): Promise<Secret> {
  receiver = await startReceiver()
  receiver.answer = status(500, {}, 'refused')
  const keys = parseWebhookKeys(planted.webhookKeys)
  const draft = { url: receiver.url, patterns: ['*'], dialect: '2026-02-25', keyId: keys.currentId }
  const endpoint = await createEndpoint(db, draft)
  if (endpoint === null) throw new Error('There are too many endpoints')
  const text = webhookSecret(keys, { endpointId: endpoint.id, keyId: keys.currentId, version: 1 })
  if (text === null) throw new Error('There is no key to make the secret with')
  const bytes = new Uint8Array(Buffer.from(text.slice('whsec_'.length), 'base64'))
  return { name: 'webhook secret', text, bytes }
}

/** Keeps every answer for the search. */
function recording(real: DemoApi): DemoApi {
  const note = <T>(what: string, answer: T): T => {
    answers.push({ what, text: JSON.stringify(answer) })
    return answer
  }
  return {
    get: async (path) => note(path, await real.get(path)),
    post: async (path, body) => note(path, await real.post(path, body)),
  }
}

/** Requests that go wrong in every way that has an answer of its own. */
async function provokeRefusals(): Promise<void> {
  const { apiUrl, apiKey } = planted.stack.dev
  const tries: readonly (readonly [path: string, init: RequestInit])[] = [
    ['/api/v1/users', { headers: { authorization: 'Bearer ohk_test_wrong' } }],
    ['/api/v1/orders/ord_nobody', {}],
    ['/api/v1/orders', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"broken' }],
    ['/api/v1/orders', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"colour": 1}' }],
    ['/nowhere', {}],
    ['/health', {}],
    ['/api/v1/config', {}],
    ['/openapi.json', {}],
  ]
  for (const [path, init] of tries) {
    const headers = { authorization: `Bearer ${apiKey}`, ...init.headers }
    const answer = await fetch(`${apiUrl}${path}`, { ...init, headers })
    const shown = JSON.stringify(Object.fromEntries(answer.headers))
    answers.push({ what: `${init.method ?? 'GET'} ${path}`, text: `${shown}\n${await answer.text()}` })
  }
}

/** Made under an Idempotency-Key: the repeat must not show it again. */
async function makeApiKey(): Promise<string> {
  const { apiUrl, apiKey } = planted.stack.dev
  const send = async () => {
    const answer = await fetch(`${apiUrl}/api/v1/api-keys`, {
      method: 'POST',
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json', 'idempotency-key': 'canary' },
      body: JSON.stringify({ name: 'canary', scopes: ['read'] }),
    })
    return await answer.text()
  }
  newKeyAnswer = await send()
  answers.push({ what: 'the repeat of making an API key', text: await send() })
  return (JSON.parse(newKeyAnswer) as { data: { key: string } }).data.key
}

/** The seeds of all wallets, opened with the master key. */
async function walletSecrets(): Promise<Secret[]> {
  const masterKeys = parseMasterKeys(planted.masterKey)
  const rows = await db.sql<{ address: string; keyId: string; ciphertext: string }[]>`
    select address, key_id as "keyId", ciphertext from wallets where user_id is not null`
  return rows.map(({ address, ...sealed }) =>
    seedSecret(`wallet ${address}`, open(masterKeys, address, sealed).secret()),
  )
}

/** As text in a path that is logged, and in base64 in an order's description, which goes everywhere an order goes. */
async function letDecoyOut(buyerId: string, sellerId: string): Promise<void> {
  const { apiUrl, apiKey } = planted.stack.dev
  await fetch(`${apiUrl}/api/v1/orders/${decoy}`, { headers: { authorization: `Bearer ${apiKey}` } })
  const description = Buffer.from(`note: ${decoy}`).toString('base64')
  await api.post('/orders', { buyerId, sellerId, amount: '1.00', description })
  await until(SETTLED_MS, 'the request to be logged', async () => findLeaks(await wholeLog(), decoys).length > 0)
}

async function wholeLog(): Promise<string> {
  return [...(await planted.logs()).values()].join('\n')
}

/** Looks through texts and names those that hold a secret, so that a failure says where. */
function leaksIn(texts: ReadonlyMap<string, string>, wanted: readonly Secret[]): string[] {
  return [...texts].flatMap(([where, text]) =>
    findLeaks(text, wanted).map(({ secret, form }) => `${secret} is in ${where}: ${form}`),
  )
}

describe('no secret comes out', () => {
  test('there are secrets of every kind to look for', () => {
    const names = secrets.map(({ name }) => name.replace(/ (G|\d).*$/, ''))
    expect(new Set(names)).toEqual(
      new Set([
        'master key',
        'webhook key',
        'webhook secret',
        'database password',
        'password of the role',
        'vendor key',
        'API key',
        'new API key',
        'treasury',
        'sponsor',
        'resolver',
        'deployer',
        'wallet',
      ]),
    )
  })

  test('in the log of any process', async () => {
    const logs = await planted.logs()
    expect([...logs.keys()]).toEqual(expect.arrayContaining(['api.log', 'worker.log']))
    for (const text of [logs.get('api.log'), logs.get('worker.log')]) expect(text).toMatch(/"level":\d+/)
    expect(leaksIn(logs, secrets)).toEqual([])
    expect(findShapes([...logs.values()].join('\n').replaceAll(decoy, ''))).toEqual([])
    expect(leaksIn(logs, decoys)).not.toEqual([])
  })

  test('in an answer over HTTP, but for the one that hands out a new API key', () => {
    const texts = new Map(answers.map(({ what, text }, index) => [`answer ${index} to ${what}`, text]))
    expect(leaksIn(texts, secrets)).toEqual([])
    expect(new Set(findLeaks(newKeyAnswer, secrets).map(({ secret }) => secret))).toEqual(new Set(['new API key']))
    expect(leaksIn(texts, decoys)).not.toEqual([])
  })

  test('in what Temporal keeps of workflows and activities', async () => {
    const histories = await dumpHistories(planted.stack.dev.temporalAddress)
    expect(histories.size).toBeGreaterThan(3)
    expect(leaksIn(histories, secrets)).toEqual([])
    expect(findShapes([...histories.values()].join('\n'))).toEqual([])
    expect(leaksIn(histories, decoys)).not.toEqual([])
  })

  test('in the database in clear: not in any column of any table', async () => {
    const dumps = await dumpDatabase(db)
    expect(dumps.get('public.wallets')).toMatch(/"ciphertext"/)
    expect(leaksIn(dumps, secrets)).toEqual([])
    expect(findShapes([...dumps.values()].join('\n'))).toEqual([])
    expect(leaksIn(dumps, decoys)).not.toEqual([])
  })
})

describe('histories that were recorded for replay', () => {
  test('hold nothing that has the shape of a secret', async () => {
    const folder = new URL('../histories/', import.meta.url)
    const names = (await readdir(folder)).filter((name) => name.endsWith('.json'))
    expect(names.length).toBeGreaterThan(0)
    for (const name of names) {
      expect([name, findShapes(readable(await readFile(new URL(name, folder), 'utf8')))]).toEqual([name, []])
    }
  })
})
