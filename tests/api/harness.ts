import { randomBytes, randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Networks } from '@stellar/stellar-sdk'
import { type Logger, pino } from 'pino'
import { type ApiApp, createApp } from '../../api/app.ts'
import type { ApiDeps } from '../../api/deps.ts'
import type { ErrorBody } from '../../api/presenters/error.ts'
import { loadApiConfig } from '../../config/load.ts'
import { createApiKey } from '../../db/apiKeys/createApiKey.ts'
import { startOutcomeListener } from '../../db/commands/outcomeListener.ts'
import type { Database } from '../../db/connect.ts'
import { post } from '../../db/ledger/post.ts'
import { SCOPES, type Scope } from '../../db/schema.ts'
import { insertSpareWallets } from '../../db/wallets/insertSpareWallets.ts'
import type { UserId } from '../../domain/ids.ts'
import { depositPosting } from '../../domain/ledger/rules/deposit.ts'
import { parseExact } from '../../domain/money.ts'
import { createRoleDatabase } from '../setup/postgres.ts'
import { createOrderDouble, type OrderDouble } from './orderDouble.ts'

export type Data = { id: string; status: string; [field: string]: unknown }
type Failure = ErrorBody['error'] & { details: Record<string, unknown> }
/** An answer is one of the two; a test says which by what it reads. */
export type ApiResponse = { status: number; headers: Headers; body: { success: true; data: Data; error: Failure } }

export type RequestOptions = {
  key?: string | null
  headers?: Record<string, string>
  /** Sent as JSON. */
  json?: unknown
  /** Sent as it is. */
  raw?: string | Uint8Array
}

export type Harness = {
  readonly url: string
  readonly db: Database
  /** The same database without the limits of the API's role. */
  readonly owner: Database
  readonly orders: OrderDouble
  /** A key with every scope. */
  readonly apiKey: string
  makeKey(...scopes: Scope[]): Promise<string>
  get(path: string, options?: RequestOptions): Promise<ApiResponse>
  post(path: string, json?: unknown, options?: RequestOptions): Promise<ApiResponse>
  addWallets(count: number): Promise<void>
  /** A user with a wallet. */
  user(type?: string): Promise<string>
  /** Puts USDC into a user's balance, as a deposit would. */
  deposit(userId: string, amount: string): Promise<void>
  /** Another API process over the same database. */
  another(settings?: Settings): Promise<Served>
  /** An order between two new users. */
  order(overrides?: Record<string, unknown>): Promise<Data>
  stop(): Promise<void>
}

/** One API process: where it listens, and its end. */
export type Served = { readonly url: string; stop(): Promise<void> }
/** Environment variables that differ from those of the tests. */
type Settings = Readonly<Record<string, string>>
export type HarnessOptions = { readonly spareWallets?: number; readonly settings?: Settings; readonly logger?: Logger }

const SPARE_WALLETS = 60
const ISSUER = `G${'A'.repeat(55)}`

/** The API as it is in production, as its own role in a database of its own, with orders that need no Temporal. */
export async function startApi({
  spareWallets = SPARE_WALLETS,
  settings = {},
  logger,
}: HarnessOptions = {}): Promise<Harness> {
  const { db, owner, close: drop } = await createRoleDatabase()
  const orders = createOrderDouble(db)
  const listener = await startOutcomeListener(db)
  const another = (more: Settings = {}) =>
    serve({ db, temporal: orders, listener, logger: logger ?? pino({ level: 'silent' }) }, { ...settings, ...more })
  const main = await another()
  const { url } = main
  const { key: apiKey } = await createApiKey(db, {
    name: 'tests',
    scopes: SCOPES,
    environment: 'test',
  })
  const addWallets = (count: number) => insertSpareWallets(db, Array.from({ length: count }, spareWallet))
  if (spareWallets > 0) await addWallets(spareWallets)

  const send = (method: string, path: string, options: RequestOptions) =>
    request(method, url + path, { key: apiKey, ...options })
  const postTo: Harness['post'] = (path, json, options = {}) =>
    send('POST', path, { ...(json !== undefined && { json }), ...options })
  const user: Harness['user'] = async (type = 'BOTH') => {
    const { body } = await postTo('/api/v1/users', { externalUserId: randomUUID(), type })
    return body.data.id
  }
  return {
    url,
    db,
    owner,
    orders,
    apiKey,
    makeKey: async (...scopes) => (await createApiKey(db, { name: 'tests', scopes, environment: 'test' })).key,
    get: (path, options = {}) => send('GET', path, options),
    post: postTo,
    user,
    another,
    async addWallets(count) {
      await addWallets(count)
    },
    async deposit(userId, amount) {
      const eventId = randomUUID()
      const facts = { eventId, userId: userId as UserId, amount: parseExact(amount) }
      await post(db.sql, depositPosting({ ...facts, proof: { transactionHash: eventId, ledger: 1, eventIndex: 0 } }))
    },
    async order(overrides = {}) {
      const terms = { buyerId: await user('BUYER'), sellerId: await user('SELLER'), amount: '50.00' }
      const { body } = await postTo('/api/v1/orders', { ...terms, ...overrides })
      return body.data
    },
    async stop() {
      await main.stop()
      await orders.settled()
      await listener.close()
      await drop()
    },
  }
}

type Surroundings = Pick<ApiDeps, 'db' | 'temporal' | 'listener' | 'logger'>

async function serve(surroundings: Surroundings, settings: Settings): Promise<Served> {
  const app = appOver(surroundings, settings)
  const server = createServer(app.express)
  const ready = Promise.withResolvers<void>()
  server.listen(0, '127.0.0.1', () => ready.resolve())
  await ready.promise
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve))
      await app.close()
      server.closeAllConnections()
      await closed
    },
  }
}

const WEBHOOK_KEY = `k1:${randomBytes(32).toString('base64')}`

function appOver(surroundings: Surroundings, settings: Settings): ApiApp {
  const config = loadApiConfig({
    DATABASE_URL: 'postgres://unused',
    STELLAR_NETWORK_PASSPHRASE: Networks.SANDBOX,
    USDC_ISSUER: ISSUER,
    WEBHOOK_KEYS: WEBHOOK_KEY,
    WEBHOOK_PRIVATE_ADDRESSES: 'allow',
    ...settings,
  })
  return createApp({ ...surroundings, config, clock: { nowMs: () => Date.now() } })
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

function spareWallet(_: unknown, index: number) {
  const digits = [index % 32, Math.floor(index / 32) % 32, Math.floor(index / 1_024)].map((digit) => BASE32[digit])
  return { address: `G${digits.join('')}`.padEnd(56, 'Z'), keyId: 'k1', ciphertext: 'c2VhbGVk' }
}

async function request(method: string, url: string, options: RequestOptions): Promise<ApiResponse> {
  const headers: Record<string, string> = { ...options.headers }
  if (typeof options.key === 'string') headers.Authorization ??= `Bearer ${options.key}`
  if (options.json !== undefined) headers['Content-Type'] ??= 'application/json'
  const body = options.json !== undefined ? JSON.stringify(options.json) : options.raw
  const response = await fetch(url, { method, headers, ...(body !== undefined && { body: body as string }) })
  const text = await response.text()
  return { status: response.status, headers: response.headers, body: JSON.parse(text) }
}
