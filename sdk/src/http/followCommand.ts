import { OfferHubApiError } from '../errors/apiError.ts'
import type { Command, Order } from '../generated/types.ts'
import type { CommandOptions } from '../options.ts'
import { isPassing } from './backoff.ts'
import { type Client, call } from './call.ts'
import { pause } from './pause.ts'
import { refusalError } from './refusal.ts'

/** The order as the command left it; null when the time was over before the outcome was there. */
export type Followed = { readonly order: Order | null; readonly waitedMs: number }

const FIRST_POLL_MS = 200
const LONGEST_POLL_MS = 2_000
const POLL_GROWTH = 1.5

/** Asks for the outcome of an accepted command until it is there. A refusal is thrown, as if it had come at once. */
export async function followCommand(
  client: Client,
  place: { readonly orderId: string; readonly commandId: string },
  options: CommandOptions,
): Promise<Followed> {
  const { signal, timeoutMs, maxRetries, headers } = options
  const limitMs = options.outcomeTimeoutMs ?? client.settings.outcomeTimeoutMs
  const startedMs = Date.now()
  for (let pollMs = FIRST_POLL_MS; ; pollMs = Math.min(pollMs * POLL_GROWTH, LONGEST_POLL_MS)) {
    const leftMs = limitMs - (Date.now() - startedMs)
    if (leftMs <= 0) return { order: null, waitedMs: Date.now() - startedMs }
    await pause(Math.min(pollMs, leftMs), signal)
    const found = await readCommand(client, place, { signal, timeoutMs, maxRetries, headers })
    if (found?.error) throw refusalError(found.error)
    if (found?.order) return { order: found.order, waitedMs: Date.now() - startedMs }
  }
}

/**
 * Null while nothing is known. An accepted command has a page of its own as soon as it is noted or taken up, which may be a
 * moment later; and a server that is away for a while does not change that it is accepted.
 */
async function readCommand(
  client: Client,
  params: { readonly orderId: string; readonly commandId: string },
  options: CommandOptions,
): Promise<Command | null> {
  try {
    return (await call(client, 'getCommand', { params }, options)).data
  } catch (error) {
    if (isPassing(error) || (error instanceof OfferHubApiError && error.status === 404)) return null
    throw error
  }
}
