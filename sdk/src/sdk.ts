import type { Config } from './generated/types.ts'
import { type Client, call } from './http/call.ts'
import { type KeySource, keyForOne, randomKeys } from './http/idempotency.ts'
import type { OfferHubOptions, RequestOptions } from './options.ts'
import { ApiKeys } from './resources/apiKeys.ts'
import { Audit } from './resources/audit.ts'
import { Balance } from './resources/balance.ts'
import { Disputes } from './resources/disputes.ts'
import { Escrow } from './resources/escrow.ts'
import { Events } from './resources/events.ts'
import { Milestones } from './resources/milestones.ts'
import { Orders } from './resources/orders.ts'
import { Resolution } from './resources/resolution.ts'
import { Support } from './resources/support.ts'
import { Users } from './resources/users.ts'
import { Wallet } from './resources/wallet.ts'
import { Withdrawals } from './resources/withdrawals.ts'
import { settingsOf } from './settings.ts'

/**
 * The OFFER-HUB Orchestrator from TypeScript.
 *
 * ```ts
 * const sdk = new OfferHubSDK({ apiUrl: 'http://localhost:4000', apiKey: 'ohk_test_...' })
 * const order = await sdk.orders.create({ buyerId, sellerId, amount: '50.00' })
 * await sdk.orders.reserve(order.id)
 * ```
 *
 * Every write carries an Idempotency-Key and is repeated with the same one after what passes by itself: broken connections,
 * time-outs, rate limits, servers that restart. A refusal is an error of its code's class, such as `InvalidStateError`.
 */
export class OfferHubSDK {
  readonly #options: OfferHubOptions
  readonly #client: Client
  /** Buyers and sellers. */
  readonly users: Users
  /** Where deposits go, and what has moved on chain. */
  readonly wallet: Wallet
  /** What users have. */
  readonly balance: Balance
  readonly orders: Orders
  /** USDC that users take out to addresses of their own. */
  readonly withdrawals: Withdrawals
  /** The parts of an order that is paid in parts. */
  readonly milestones: Milestones
  /** The contract of an order. */
  readonly escrow: Escrow
  /** Release, refund and dispute. */
  readonly resolution: Resolution
  /** For support: disputes and their decisions. */
  readonly disputes: Disputes
  /** What happens, as it happens and afterwards. */
  readonly events: Events
  readonly apiKeys: ApiKeys
  /** For operations: orders and withdrawals that cannot go on by themselves. */
  readonly support: Support
  /** Whether the books agree with the chain. */
  readonly audit: Audit

  /**
   * @param keys where Idempotency-Keys come from: see `withIdempotencyKey`
   * @throws TypeError when an option cannot be right
   */
  constructor(options: OfferHubOptions, keys: KeySource = randomKeys) {
    const client: Client = { settings: settingsOf(options), keys }
    this.#options = options
    this.#client = client
    this.users = new Users(client)
    this.wallet = new Wallet(client)
    this.balance = new Balance(client)
    this.orders = new Orders(client)
    this.withdrawals = new Withdrawals(client)
    this.milestones = new Milestones(client)
    this.escrow = new Escrow(client)
    this.resolution = new Resolution(client)
    this.disputes = new Disputes(client)
    this.events = new Events(client)
    this.apiKeys = new ApiKeys(client)
    this.support = new Support(client)
    this.audit = new Audit(client)
  }

  /**
   * A client whose one write is made under a key of yours, so that it can be repeated by another process, or after a crash,
   * and is carried out once. The same call again is a retry and gets the same answer; a second, different one is an
   * `IdempotencyKeyError`, and nothing is sent. Reads are not bound.
   */
  withIdempotencyKey(key: string): OfferHubSDK {
    return new OfferHubSDK(this.#options, keyForOne(key))
  }

  /** Network, asset, fees, limits and versions of this installation. */
  async config(options?: RequestOptions): Promise<Config> {
    return (await call(this.#client, 'getConfig', {}, options)).data
  }
}
