import { API_VERSION } from './generated/version.ts'
import type { OfferHubOptions, Settings } from './options.ts'
import { SDK_VERSION } from './sdkVersion.ts'

const TIMEOUT_MS = 40_000
const OUTCOME_TIMEOUT_MS = 120_000
const MAX_RETRIES = 5
const BASE_DELAY_MS = 250
const MAX_DELAY_MS = 20_000

// A key with a line break at its end, read from a file, would otherwise be quoted in the error of `fetch`.
const API_KEY = /^[\x21-\x7e]{1,200}$/

/** Options with their defaults. What is wrong with them is said here, and not by the first request. */
export function settingsOf(options: OfferHubOptions): Settings {
  const { apiKey, retry = {}, userAgent, headers = {} } = options
  if (typeof apiKey !== 'string' || !API_KEY.test(apiKey)) {
    throw new TypeError('apiKey must be the key alone, without spaces or line breaks: ohk_live_... or ohk_test_...')
  }
  return {
    baseUrl: baseUrlOf(options.apiUrl),
    apiKey,
    timeoutMs: duration('timeoutMs', options.timeoutMs, TIMEOUT_MS),
    outcomeTimeoutMs: duration('outcomeTimeoutMs', options.outcomeTimeoutMs, OUTCOME_TIMEOUT_MS),
    retry: {
      maxRetries: duration('retry.maxRetries', retry.maxRetries, MAX_RETRIES),
      baseDelayMs: duration('retry.baseDelayMs', retry.baseDelayMs, BASE_DELAY_MS),
      maxDelayMs: duration('retry.maxDelayMs', retry.maxDelayMs, MAX_DELAY_MS),
    },
    fetch: options.fetch ?? ((url, init) => globalThis.fetch(url, init)),
    headers: {
      'user-agent': `${userAgent === undefined ? '' : `${userAgent} `}offerhub-sdk/${SDK_VERSION}`,
      'offerhub-version': API_VERSION,
      ...headers,
    },
  }
}

/** The address without a slash at its end, and without the base path that the SDK adds itself. */
export function baseUrlOf(apiUrl: string): string {
  const page = (globalThis as { location?: { href?: string } }).location?.href
  let url: URL
  try {
    url = new URL(apiUrl, page)
  } catch {
    throw new TypeError(`apiUrl must be an address such as http://localhost:4000, and is ${JSON.stringify(apiUrl)}`)
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new TypeError(`apiUrl must begin with http:// or https://, and is ${JSON.stringify(apiUrl)}`)
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '').replace(/\/api\/v1$/, '')
}

function duration(name: string, given: number | undefined, fallback: number): number {
  if (given === undefined) return fallback
  if (Number.isFinite(given) && given >= 0) return given
  throw new TypeError(`${name} must be a number from 0, and is ${given}`)
}
