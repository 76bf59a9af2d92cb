import type { rpc } from '@stellar/stellar-sdk'
import { type Actor, applyEvent, eventFilters, needsTransaction } from './indexedEvents.ts'
import { invokedContract, readEnvelope, sourceOf } from './invokedContract.ts'
import type { EscrowHistory } from './presentEscrow.ts'
import type { StoredEscrow } from './storedEscrow.ts'

export type IndexedEscrow = EscrowHistory & {
  readonly contractId: string
  readonly stored: StoredEscrow
  /** Events up to this ledger are known to be in the state already. */
  readonly currentAt: number
}

/** The API's read model: who created which escrow, fed from contract events, never asked about money. */
export type EscrowIndex = {
  readonly refresh: () => Promise<void>
  readonly all: () => readonly IndexedEscrow[]
  readonly get: (contractId: string) => IndexedEscrow | undefined
  /** Takes a state that was read from the chain at `ledger`, ahead of the events. */
  readonly learn: (contractId: string, stored: StoredEscrow, ledger: number) => void
}

const MAX_ESCROWS = 20_000
const EVENTS_PER_PAGE = 200
const MAX_PAGES_PER_REFRESH = 5_000
/** A ledger's close time has no parts of seconds: it may have closed this much later. */
const CLOSE_TIME_PRECISION_MS = 1_000

export function createEscrowIndex(
  server: rpc.Server,
  networkPassphrase: string,
  lagSeconds: () => number,
): EscrowIndex {
  const escrows = new Map<string, IndexedEscrow>()
  let cursor: string | undefined
  let running: Promise<void> | undefined

  async function readPage(): Promise<rpc.Api.GetEventsResponse> {
    const filters = eventFilters()
    if (cursor !== undefined) return server.getEvents({ filters, cursor, limit: EVENTS_PER_PAGE })
    const { oldestLedger } = await server.getHealth()
    return server.getEvents({ filters, startLedger: Math.max(1, oldestLedger), limit: EVENTS_PER_PAGE })
  }

  async function readNewEvents(): Promise<void> {
    for (let page = 0; page < MAX_PAGES_PER_REFRESH; page++) {
      const { events, cursor: next } = await readPage()
      const due = events.filter((event) => isDue(event, lagSeconds()))
      const actors = await Promise.all(due.map((event) => actorOf(server, networkPassphrase, event)))
      due.forEach((event, i) => {
        keep(applyEvent(event, escrows.get(event.contractId?.contractId() ?? ''), actors[i]))
      })
      // What is not due yet has to be read again.
      if (due.length < events.length) {
        cursor = due.at(-1)?.id ?? cursor
        return
      }
      cursor = next
      if (events.length < EVENTS_PER_PAGE) return
    }
  }

  function keep(item: IndexedEscrow | undefined): void {
    if (item === undefined) return
    const oldest = escrows.keys().next()
    if (escrows.size >= MAX_ESCROWS && !escrows.has(item.contractId) && !oldest.done) escrows.delete(oldest.value)
    escrows.set(item.contractId, item)
  }

  return {
    refresh: () => {
      running ??= readNewEvents().finally(() => {
        running = undefined
      })
      return running
    },
    all: () => [...escrows.values()],
    get: (contractId) => escrows.get(contractId),
    learn: (contractId, stored, ledger) => {
      const nowMs = Date.now()
      const unknown = { createdAtMs: nowMs, signer: undefined, fundedBy: undefined, disputeStartedBy: undefined }
      const known = escrows.get(contractId) ?? unknown
      keep({ ...known, contractId, stored, updatedAtMs: nowMs, currentAt: ledger })
    },
  }
}

function isDue({ ledgerClosedAt }: rpc.Api.EventResponse, lagSeconds: number): boolean {
  return lagSeconds === 0 || Date.now() >= Date.parse(ledgerClosedAt) + CLOSE_TIME_PRECISION_MS + lagSeconds * 1_000
}

/** Some events leave out who acted, or on which milestone: their transaction tells. */
async function actorOf(
  server: rpc.Server,
  networkPassphrase: string,
  event: rpc.Api.EventResponse,
): Promise<Actor | undefined> {
  if (!needsTransaction(event)) return undefined
  const found = await server.getTransaction(event.txHash)
  if (found.status === 'NOT_FOUND') return undefined
  const envelope = readEnvelope(found.envelopeXdr.toXdr('base64'), networkPassphrase)
  return envelope && { source: sourceOf(envelope), args: invokedContract(envelope)?.args ?? [] }
}
