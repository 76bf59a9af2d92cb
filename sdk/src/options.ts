/** The part of `fetch` that the SDK uses; the global one, or a function of yours that does the same. */
export type FetchLike = (url: string, init: RequestInit) => Promise<Response>

export type RetryOptions = {
  /** How often a request is repeated after it failed; 0 for never. Default 5. */
  readonly maxRetries?: number | undefined
  /** The first pause is a random one up to this, and every next limit is twice as long. Default 250 ms. */
  readonly baseDelayMs?: number | undefined
  /** No pause is longer. A Retry-After beyond it is not waited for: the error comes at once. Default 20,000 ms. */
  readonly maxDelayMs?: number | undefined
}

export type OfferHubOptions = {
  /** Where the orchestrator answers, such as `http://localhost:4000`; without `/api/v1`. */
  readonly apiUrl: string
  /** An API key, `ohk_live_...` or `ohk_test_...`. It belongs on a server: whoever has it can move money. */
  readonly apiKey: string
  /** How long one attempt may take, in milliseconds. Default 40,000, because a release waits for the chain. */
  readonly timeoutMs?: number | undefined
  readonly retry?: RetryOptions | undefined
  /** How long the outcome of an accepted command is waited for, in milliseconds. Default 120,000. */
  readonly outcomeTimeoutMs?: number | undefined
  /** Instead of the global `fetch`: for proxies, tests and tracing. */
  readonly fetch?: FetchLike | undefined
  /** What your program is called, put in front of the SDK's own User-Agent. Browsers send their own instead. */
  readonly userAgent?: string | undefined
  /** Headers for every request. */
  readonly headers?: Readonly<Record<string, string>> | undefined
}

/** For one call. */
export type RequestOptions = {
  /** Ends the call, its retries and its pauses; the call rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined
  /** How long one attempt may take, in milliseconds. */
  readonly timeoutMs?: number | undefined
  /** How often the request is repeated after it failed. */
  readonly maxRetries?: number | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
}

/** For a call that changes something. */
export type WriteOptions = RequestOptions & {
  /** The key that makes a repeat harmless for 24 hours; without it every call has a new random one. */
  readonly idempotencyKey?: string | undefined
}

/** For a command to an order, which may be accepted (202) before it is carried out. */
export type CommandOptions = WriteOptions & {
  /** `false`: an accepted command that is not carried out yet is returned as it is, with `command`. Default `true`. */
  readonly follow?: boolean | undefined
  /** How long the outcome of an accepted command is waited for, in milliseconds; then `CommandPendingError`. */
  readonly outcomeTimeoutMs?: number | undefined
  /** How long the server may hold the request before it answers 202, in milliseconds; 0 for at once. */
  readonly waitMs?: number | undefined
}

export type Settings = {
  readonly baseUrl: string
  readonly apiKey: string
  readonly timeoutMs: number
  readonly outcomeTimeoutMs: number
  readonly retry: Required<{ [K in keyof RetryOptions]: number }>
  readonly fetch: FetchLike
  readonly headers: Readonly<Record<string, string>>
}
