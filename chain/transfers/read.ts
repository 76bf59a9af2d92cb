import { type ChainConfig, usdcContractId } from '../network.ts'
import type { EventsAnswer } from '../rpc/answers.ts'
import type { ChainRpc, EventQuery } from '../rpc/client.ts'
import { RpcError } from '../rpc/errors.ts'
import { symbolVal } from '../scval.ts'
import { cursorLedger, RetentionGap } from './cursor.ts'
import { parseTransfer, type RawTransfer } from './parseTransfer.ts'

export type { RawTransfer } from './parseTransfer.ts'

export type TransferPage = {
  readonly transfers: readonly RawTransfer[]
  /** Where the next page starts. Equal to the cursor that was passed in when there is nothing new. */
  readonly nextCursor: string
  readonly latestLedger: number
  readonly oldestLedger: number
}

export type TransferQuery = {
  readonly cursor: string | null
  /** Where to start when there is no cursor yet; without it, at the oldest ledger the server still has. */
  readonly startLedger?: number | undefined
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
  const transfers = answer.events.flatMap((event) => parseTransfer(event, config.usdcIssuer) ?? [])
  return { transfers, nextCursor: nextCursor(answer, query, needed), latestLedger: answer.latestLedger, oldestLedger }
}

async function firstLedger(rpc: ChainRpc, query: TransferQuery): Promise<number> {
  return query.startLedger ?? (await rpc.getHealth(query.signal)).oldestLedger
}

function eventQuery(config: TransferConfig, query: TransferQuery, startLedger: number | null): EventQuery {
  const transfer = symbolVal('transfer').toXdr('base64')
  const mint = symbolVal('mint').toXdr('base64')
  return {
    contractId: usdcContractId(config),
    // Asset contracts name the asset in the last topic since protocol 20; a mint lost its admin topic in protocol 23.
    topics: [
      [transfer, '*', '*', '*'],
      [mint, '*', '*'],
      [mint, '*', '*', '*'],
    ],
    from: query.cursor === null ? { startLedger: startLedger ?? 0 } : { cursor: query.cursor },
    limit: Math.min(query.limit, MAX_PAGE),
  }
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
  return last ?? `${BigInt(startLedger) << 32n}-0000000000`
}
