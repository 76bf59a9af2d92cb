import { setTimeout as delay } from 'node:timers/promises'
import { GRPC } from '../../lifecycle/grpcStatus.ts'
import { type Delivery, TemporalUnreachable } from './port.ts'

const RETRYABLE: ReadonlySet<number> = new Set([
  GRPC.unknown,
  GRPC.deadlineExceeded,
  GRPC.resourceExhausted,
  GRPC.aborted,
  GRPC.unavailable,
])

const ATTEMPTS = 4
const FIRST_PAUSE_MS = 100
const PAUSE_FACTOR = 2

/**
 * Calls Temporal a few times. The client's own retries are off, because they hide whether any attempt left this process,
 * and that decides whether the caller may be told that nothing was accepted. Every call made here may safely arrive twice:
 * an order is started at most once, and a command is recognised by its id.
 */
export async function deliver<T>(call: () => Promise<T>): Promise<T> {
  let delivery: Delivery = 'not_sent'
  let lastError: unknown
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    if (attempt > 0) await delay(FIRST_PAUSE_MS * PAUSE_FACTOR ** (attempt - 1))
    try {
      return await call()
    } catch (error) {
      const failure = grpcFailure(error)
      if (failure === null || !RETRYABLE.has(failure.code)) throw error
      if (!wasNeverSent(failure)) delivery = 'unknown'
      lastError = error
    }
  }
  throw new TemporalUnreachable(delivery, lastError)
}

type GrpcFailure = { code: number; details: string }

function grpcFailure(error: unknown): GrpcFailure | null {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error
  if (!(cause instanceof Error) || !('code' in cause) || typeof cause.code !== 'number') return null
  return { code: cause.code, details: 'details' in cause ? String(cause.details) : cause.message }
}

/** Without a connection nothing leaves; a server that says it is exhausted has not taken the request. */
function wasNeverSent(failure: GrpcFailure): boolean {
  return failure.code === GRPC.resourceExhausted || failure.details.includes('No connection established')
}
