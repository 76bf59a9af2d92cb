import { z } from 'zod'
import { contractKindOf } from '../escrow/contractKind.ts'
import { type HttpAnswer, NoAnswer, request } from '../http/request.ts'
import type { EscrowCall } from '../intent.ts'
import type { ChainConfig } from '../network.ts'
import { classifyAnswer } from './classifyAnswer.ts'
import { TrustlessWorkError } from './errors.ts'
import { buildRequest } from './requests.ts'

/** Has Trustless Work build unsigned transactions. Nothing that it returns is trusted; see the verifier. */
export type TrustlessWork = {
  /** The unsigned transaction, base64. Throws TrustlessWorkError, or the signal's reason when aborted. */
  build(intent: EscrowCall, signer: string, signal?: AbortSignal): Promise<string>
}

/** A build simulates on the vendor's node; integrators see up to 30 seconds under load. */
const DEFAULT_TIMEOUT_MS = 30_000
const MAX_VENDOR_TEXT = 500
const INSTEAD_OF_KEY = '[API key]'

type ClientConfig = Pick<ChainConfig, 'trustlessWorkUrl' | 'trustlessWorkApiKey' | 'usdcIssuer'>

export function createTrustlessWork(config: ClientConfig, options: { timeoutMs?: number } = {}): TrustlessWork {
  const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS
  const base = config.trustlessWorkUrl.replace(/\/+$/, '')
  return {
    async build(intent, signer, signal) {
      const { path, body } = buildRequest(config, intent, signer)
      const hide = (text: string): string => withoutKey(text, config.trustlessWorkApiKey)
      const answer = await post(intent.kind, hide, {
        url: `${base}${path}`,
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-api-key': config.trustlessWorkApiKey },
        body: JSON.stringify(body),
        timeoutMs,
        signal,
      })
      return readTransaction(intent, answer, hide)
    },
  }
}

type Hide = (text: string) => string

/** A server that echoes the request's headers, or a client that quotes one it cannot send, must not put the key into logs. */
function withoutKey(text: string, key: string): string {
  const secret = key.trim()
  return secret === '' ? text : text.replaceAll(secret, INSTEAD_OF_KEY)
}

async function post(operation: string, hide: Hide, spec: Parameters<typeof request>[0]): Promise<HttpAnswer> {
  try {
    return await request(spec)
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error
    throw new TrustlessWorkError(operation, 'unavailable', hide(error.message))
  }
}

const success = z.object({ unsignedTransaction: z.string().min(1) })
const failure = z.object({ message: z.union([z.string(), z.array(z.string())]) })

function readTransaction(call: EscrowCall, answer: HttpAnswer, hide: Hide): string {
  const json = parseJson(answer.text)
  const built = success.safeParse(json)
  if (answer.status >= 200 && answer.status < 300 && built.success) return built.data.unsignedTransaction
  const told = failure.safeParse(json)
  // Hidden before it is cut, so that no half of a key is left at the end.
  const message = told.success ? hide([told.data.message].flat().join('; ')).slice(0, MAX_VENDOR_TEXT) : ''
  const { failure: kind, retryAfterMs } = classifyAnswer({
    status: answer.status,
    message,
    retryAfter: answer.retryAfter,
    contract: contractKindOf(call),
  })
  const text = message === '' ? `HTTP ${answer.status} without a message` : `${message} (HTTP ${answer.status})`
  throw new TrustlessWorkError(call.kind, kind, text, retryAfterMs)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
