import { endOfLedgerId, eventId, parseEventId } from '../../ledger/eventId.ts'
import type { EventRecord } from '../../store/events.ts'
import { type EventFilter, eventsParamsSchema, matchesFilters } from '../eventFilter.ts'
import { ledgerRange } from '../ledgerRange.ts'
import type { LedgerRange, RpcContext } from '../method.ts'
import { INVALID_PARAMS, INVALID_REQUEST, RpcError } from '../rpcError.ts'

/** How many ledgers one answer looks through at most (stellar-rpc's limit). */
const LEDGER_SCAN_LIMIT = 10_000
const DEFAULT_LIMIT = 100

/**
 * Events in order. The answer's cursor is the last event when the page is full, and else the end of the ledgers that
 * were looked through; resuming there neither loses nor repeats an event.
 */
export function getEvents(context: RpcContext, params: unknown): unknown {
  const { startLedger, endLedger, filters, pagination } = eventsParamsSchema.parse(params)
  const range = ledgerRange(context)
  const after = startId(startLedger, pagination?.cursor)
  if (endLedger !== undefined && (startLedger === undefined || endLedger <= startLedger)) {
    throw new RpcError(INVALID_PARAMS, 'endLedger must be after startLedger and cannot be combined with a cursor')
  }
  checkStart(after.ledger, range)
  const limit = pagination?.limit ?? DEFAULT_LIMIT
  // Exclusive, like the end the caller may give.
  const end = Math.min(range.latest + 1, after.ledger + LEDGER_SCAN_LIMIT, endLedger ?? Number.POSITIVE_INFINITY)
  const found: EventRecord[] = []
  for (const event of context.chain.store.events.between(after.id, firstIdOf(end), contractsOf(filters))) {
    if (!matchesFilters(event, filters)) continue
    found.push(event)
    if (found.length >= limit) break
  }
  const last = found.length < limit ? undefined : found.at(-1)
  return {
    events: found.map(eventInfo),
    cursor: last?.id ?? endOfLedgerId(end - 1),
    latestLedger: range.latest,
    oldestLedger: range.oldest,
    latestLedgerCloseTime: String(range.latestCloseTimeSeconds),
    oldestLedgerCloseTime: String(range.oldestCloseTimeSeconds),
  }
}

function firstIdOf(ledger: number): string {
  return eventId({ ledger, transaction: 0, operation: 0, event: 0 })
}

function startId(startLedger: number | undefined, cursor: string | undefined): { ledger: number; id: string } {
  if (startLedger !== undefined) {
    if (cursor !== undefined) throw new RpcError(INVALID_PARAMS, 'startLedger and cursor cannot both be set')
    return { ledger: startLedger, id: endOfLedgerId(startLedger - 1) }
  }
  const position = cursor === undefined ? undefined : parseEventId(cursor)
  if (cursor === undefined) throw new RpcError(INVALID_PARAMS, 'startLedger must be positive')
  if (position === undefined) throw new RpcError(INVALID_PARAMS, `invalid event id ${cursor}`)
  return { ledger: position.ledger, id: cursor }
}

function checkStart(ledger: number, range: LedgerRange): void {
  if (ledger >= range.oldest && ledger <= range.latest) return
  const detail = `startLedger must be within the ledger range: ${range.oldest} - ${range.latest}`
  throw new RpcError(INVALID_REQUEST, detail)
}

/** The contracts to look at, if every filter names some. */
function contractsOf(filters: readonly EventFilter[]): string[] {
  if (filters.some((filter) => filter.contractIds.length === 0)) return []
  return [...new Set(filters.flatMap((filter) => filter.contractIds))]
}

function eventInfo(event: EventRecord): Readonly<Record<string, unknown>> {
  return {
    type: event.type,
    ledger: event.ledger,
    ledgerClosedAt: new Date(event.closeTimeSeconds * 1_000).toISOString().replace('.000Z', 'Z'),
    contractId: event.contractId,
    id: event.id,
    operationIndex: event.opIndex,
    transactionIndex: event.txIndex,
    inSuccessfulContractCall: event.succeeded,
    txHash: event.txHash,
    topic: event.topics,
    value: event.value,
  }
}
