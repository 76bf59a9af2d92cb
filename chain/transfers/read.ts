import { type ChainConfig, usdcContractId } from '../network.ts'
import type { EventsAnswer } from '../rpc/answers.ts'
import type { ChainRpc, EventQuery } from '../rpc/client.ts'
import { RpcError } from '../rpc/errors.ts'
import { symbolVal } from '../scval.ts'
import { cursorBefore, cursorLedger, RetentionGap } from './cursor.ts'
import { parseTransfer, type RawTransfer } from './parseTransfer.ts'

export type { RawTransfer } from './parseTransfer.ts'

export type TransferPage = {
  readonly transfers: readonly RawTransfer[]
  /** Where the next page starts. Equal to the cursor that was passed in when there is nothing new. */
  readonly nextCursor: string
  /** Whether the server has more to read at once. */
  readonly hasMore: boolean
  readonly latestLedger: number
  readonly oldestLedger: number
}

export type TransferQuery = {
  readonly cursor: string | null
  /** Where to start when there is no cursor yet; without it, at the oldest ledger the server still has. */
  readonly startLedger?: number | undefined
  /** A ledger that must not have been forgotten when reading starts without a cursor. */
  readonly coverLedger?: number | null | undefined
  readonly limit: number
  readonly signal?: AbortSignal | undefined
}

type TransferConfig = Pick<ChainConfig, 'usdcIssuer' | 'passphrase'>

const MAX_PAGE = 1_000

/** Reads the next page of USDC movements in order. Throws RetentionGap when movements were forgotten unread. */
export async function readTransfers(
  rpc: ChainRpc,
  config: TransferConfig,
  query: TransferQuery,
): Promise<TransferPage> {
  const { cursor, signal } = query
  const startLedger = cursor === null ? await firstLedger(rpc, query) : null
  const needed = cursor === null ? (startLedger ?? 0) : cursorLedger(cursor)
  const answer = await fetchPage(rpc, eventQuery(config, query, startLedger), needed, signal)
  const oldestLedger = answer.oldestLedger ?? (await rpc.getHealth(signal)).oldestLedger
  if (needed < oldestLedger) throw new RetentionGap(needed, oldestLedger)
  const { latestLedger } = answer
  const next = nextCursor(answer, query, needed)
  const hasMore = answer.events.length >= pageSize(query) || isOnTheWay(next, needed, latestLedger)
  return { transfers: transfersIn(answer, config), nextCursor: next, hasMore, latestLedger, oldestLedger }
}

/** The server filters by contract already; money is not credited on its word for that alone. */
function transfersIn(answer: EventsAnswer, config: TransferConfig): RawTransfer[] {
  const usdc = usdcContractId(config)
  return answer.events.flatMap((event) => {
    const transfer = event.contractId === usdc ? parseTransfer(event, config.usdcIssuer) : null
    return transfer ?? []
  })
}

/** One answer looks through a limited number of ledgers; the next one may be asked for at once. */
function isOnTheWay(cursor: string, from: number, latestLedger: number): boolean {
  const reached = cursorLedger(cursor)
  return reached > from && reached < latestLedger
}

async function firstLedger(rpc: ChainRpc, { startLedger, coverLedger, signal }: TransferQuery): Promise<number> {
  if (startLedger !== undefined) return startLedger
  const { oldestLedger } = await rpc.getHealth(signal)
  if (typeof coverLedger === 'number' && coverLedger < oldestLedger) throw new RetentionGap(coverLedger, oldestLedger)
  return oldestLedger
}

function eventQuery(config: TransferConfig, query: TransferQuery, startLedger: number | null): EventQuery {
  const named = (name: string): string => symbolVal(name).toXdr('base64')
  return {
    contractId: usdcContractId(config),
    // Asset contracts name the asset in the last topic since protocol 20; a mint lost its admin topic in protocol 23.
    // Five patterns are as many as a server takes.
    topics: [
      [named('transfer'), '*', '*', '*'],
      [named('mint'), '*', '*'],
      [named('mint'), '*', '*', '*'],
      [named('burn'), '*', '*'],
      [named('clawback'), '*', '*'],
    ],
    from: query.cursor === null ? { startLedger: startLedger ?? 0 } : { cursor: query.cursor },
    limit: pageSize(query),
  }
}

function pageSize({ limit }: TransferQuery): number {
  return Math.min(limit, MAX_PAGE)
}

/** The server also refuses a position before its history; ask it where that begins to tell a gap from other refusals. */
async function fetchPage(
  rpc: ChainRpc,
  query: EventQuery,
  needed: number,
  signal: AbortSignal | undefined,
): Promise<EventsAnswer> {
  try {
    return await rpc.getEvents(query, signal)
  } catch (error) {
    if (!(error instanceof RpcError && error.failure === 'refused')) throw error
    const { oldestLedger } = await rpc.getHealth(signal)
    if (needed < oldestLedger) throw new RetentionGap(needed, oldestLedger)
    throw error
  }
}

function nextCursor(answer: EventsAnswer, query: TransferQuery, startLedger: number): string {
  const last = answer.cursor || answer.events.at(-1)?.id || query.cursor
  // Nothing was found and the server named no position: stay right before the ledger that was asked for.
  return last ?? cursorBefore(startLedger)
}
