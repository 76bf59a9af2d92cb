import { z } from 'zod'
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

type ClientConfig = Pick<ChainConfig, 'trustlessWorkUrl' | 'trustlessWorkApiKey' | 'usdcIssuer'>

export function createTrustlessWork(config: ClientConfig, options: { timeoutMs?: number } = {}): TrustlessWork {
  const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS
  const base = config.trustlessWorkUrl.replace(/\/+$/, '')
  return {
    async build(intent, signer, signal) {
      const { path, body } = buildRequest(config, intent, signer)
      const answer = await post(intent.kind, {
        url: `${base}${path}`,
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-api-key': config.trustlessWorkApiKey },
        body: JSON.stringify(body),
        timeoutMs,
        signal,
      })
      return readTransaction(intent.kind, answer)
    },
  }
}

async function post(operation: string, spec: Parameters<typeof request>[0]): Promise<HttpAnswer> {
  try {
    return await request(spec)
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error
    throw new TrustlessWorkError(operation, 'unavailable', error.message)
  }
}

const success = z.object({ unsignedTransaction: z.string().min(1) })
const failure = z.object({ message: z.union([z.string(), z.array(z.string())]) })

function readTransaction(operation: string, answer: HttpAnswer): string {
  const json = parseJson(answer.text)
  const built = success.safeParse(json)
  if (answer.status >= 200 && answer.status < 300 && built.success) return built.data.unsignedTransaction
  const told = failure.safeParse(json)
  const message = told.success ? [told.data.message].flat().join('; ').slice(0, MAX_VENDOR_TEXT) : ''
  const { failure: kind, retryAfterMs } = classifyAnswer({
    status: answer.status,
    message,
    retryAfter: answer.retryAfter,
  })
  const text = message === '' ? `HTTP ${answer.status} without a message` : `${message} (HTTP ${answer.status})`
  throw new TrustlessWorkError(operation, kind, text, retryAfterMs)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
