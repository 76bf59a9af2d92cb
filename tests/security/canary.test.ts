import { readdir, readFile } from 'node:fs/promises'
import { Keypair } from '@stellar/stellar-sdk'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseMasterKeys } from '../../chain/keys/masterKeys.ts'
import { open } from '../../chain/keys/seal.ts'
import { connectApi, type DemoApi } from '../../cli/demo/api.ts'
import { playStory } from '../../cli/demo/story.ts'
import { until } from '../../cli/demo/until.ts'
import { close, connect, type Database } from '../../db/connect.ts'
import { SETTLED_MS, STACK_START_MS } from '../e2e/createOrders.ts'
import { dumpDatabase, dumpHistories, readable } from './dumps.ts'
import { findLeaks, findShapes, type Secret, seedSecret } from './leaks.ts'
import { type PlantedStack, startPlantedStack } from './plantedStack.ts'
import { type Echo, startEcho } from './support/echo.ts'

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
/** The answers that show a secret, because they are made for that. */
let newKeyAnswer = ''
const webhookAnswers: string[] = []
let echo: Echo

beforeAll(async () => {
  planted = await startPlantedStack()
  const { dev } = planted.stack
  db = connect(dev.databaseUrl, { maxConnections: 2, applicationName: 'offerhub-canary' })
  api = recording(connectApi(dev.apiUrl, dev.apiKey))
  echo = await startEcho()
  const webhookSecrets = await makeWebhook()
  const { buyer, seller } = await playStory({ api, faucetUrl: dev.sandbox.faucetUrl, tell: () => undefined })
  await provokeRefusals()
  const made = await makeApiKey()
  secrets = [...planted.secrets, ...webhookSecrets, ...(await walletSecrets()), { name: 'new API key', text: made }]
  await until(SETTLED_MS, 'webhooks to be sent', async () => echo.heard() > 0)
  await letDecoyOut(buyer.id, seller.id)
}, STACK_START_MS)

afterAll(async () => {
  if (db !== undefined) await close(db)
  await planted?.stop()
  echo?.stop()
}, SETTLED_MS)

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

/** Sends a POST under an Idempotency-Key. */
async function send(path: string, key: string, body: unknown): Promise<string> {
  const { apiUrl, apiKey } = planted.stack.dev
  const answer = await fetch(`${apiUrl}/api/v1${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify(body),
  })
  return await answer.text()
}

/** An endpoint whose secret was rotated; both sign what is sent from now on. A repeat shows the secret again. */
async function makeWebhook(): Promise<Secret[]> {
  const secretIn = (name: string, answer: string): Secret => {
    const { secret } = (JSON.parse(answer) as { data: { secret: string } }).data
    return { name, text: secret, bytes: new Uint8Array(Buffer.from(secret.slice('whsec_'.length), 'base64')) }
  }
  const made = await send('/webhook-endpoints', 'webhook', { url: echo.url })
  const { id } = (JSON.parse(made) as { data: { id: string } }).data
  const rotated = await send(`/webhook-endpoints/${id}/rotate-secret`, 'rotation', {})
  webhookAnswers.push(made, await send('/webhook-endpoints', 'webhook', { url: echo.url }), rotated)
  await api.get(`/webhook-endpoints/${id}`)
  return [secretIn('webhook secret 1', made), secretIn('webhook secret 2', rotated)]
}

/** Made under an Idempotency-Key: the repeat must not show it again. */
async function makeApiKey(): Promise<string> {
  const body = { name: 'canary', scopes: ['read'] }
  newKeyAnswer = await send('/api-keys', 'canary', body)
  answers.push({ what: 'the repeat of making an API key', text: await send('/api-keys', 'canary', body) })
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

  test('in an answer over HTTP, but for those that hand out a new API key and the secret of a webhook', () => {
    const texts = new Map(answers.map(({ what, text }, index) => [`answer ${index} to ${what}`, text]))
    expect(leaksIn(texts, secrets)).toEqual([])
    expect(new Set(findLeaks(newKeyAnswer, secrets).map(({ secret }) => secret))).toEqual(new Set(['new API key']))
    const shown = webhookAnswers.map((text) => [...new Set(findLeaks(text, secrets).map(({ secret }) => secret))])
    expect(shown).toEqual([['webhook secret 1'], ['webhook secret 1'], ['webhook secret 2']])
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
    expect(dumps.get('public.webhook_attempts')).toMatch(/webhook-signature/)
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
