import { FeeBumpTransaction, type rpc, TransactionBuilder, xdr } from '@stellar/stellar-sdk'
import { decodeEscrow } from '../contracts/singleRelease/decodeEscrow.ts'
import type { Escrow } from '../contracts/singleRelease/escrow.ts'
import { readAddress, readVec } from '../contracts/singleRelease/readValue.ts'
import { HostError } from '../soroban/host.ts'
import type { EscrowHistory } from './presentEscrow.ts'

export type IndexedEscrow = EscrowHistory & { readonly contractId: string; readonly escrow: Escrow }

/** The API's read model: who created which escrow, fed from contract events, never asked about money. */
export type EscrowIndex = {
  readonly refresh: () => Promise<void>
  readonly all: () => readonly IndexedEscrow[]
  readonly get: (contractId: string) => IndexedEscrow | undefined
}

const MAX_ESCROWS = 20_000
const EVENTS_PER_PAGE = 200
const MAX_PAGES_PER_REFRESH = 5_000

/** Position of the escrow in each event's body, or undefined where the body carries none. */
const escrowPosition: Readonly<Record<string, number | undefined>> = {
  tw_init: 0,
  tw_ms_change: 0,
  tw_ms_approve: 0,
  tw_dispute: 0,
  tw_disp_resolve: 0,
  tw_update: 2,
  tw_fund: undefined,
  tw_release: undefined,
}

export function createEscrowIndex(server: rpc.Server, networkPassphrase: string): EscrowIndex {
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
      const signers = await Promise.all(events.map((event) => signerOf(server, networkPassphrase, event)))
      events.forEach((event, i) => {
        applyEvent(escrows, event, signers[i])
      })
      cursor = next
      if (events.length < EVENTS_PER_PAGE) return
    }
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
  }
}

/** A filter takes at most five topic patterns. */
function eventFilters(): rpc.Api.EventFilter[] {
  const patterns = Object.keys(escrowPosition).map((name) => [xdr.ScVal.scvSymbol(name).toXdr('base64')])
  return [patterns.slice(0, 4), patterns.slice(4)].map((topics) => ({ type: 'contract', topics }))
}

/** These events do not name who acted: it is the source of the transaction that emitted them. */
const needSigner: readonly (string | undefined)[] = ['tw_init', 'tw_dispute']

async function signerOf(
  server: rpc.Server,
  networkPassphrase: string,
  event: rpc.Api.EventResponse,
): Promise<string | undefined> {
  if (!needSigner.includes(topicOf(event))) return undefined
  const found = await server.getTransaction(event.txHash)
  if (found.status === 'NOT_FOUND') return undefined
  const transaction = TransactionBuilder.fromXDR(found.envelopeXdr.toXdr('base64'), networkPassphrase)
  return transaction instanceof FeeBumpTransaction ? transaction.innerTransaction.source : transaction.source
}

function applyEvent(
  escrows: Map<string, IndexedEscrow>,
  event: rpc.Api.EventResponse,
  signer: string | undefined,
): void {
  const name = topicOf(event)
  const contractId = event.contractId?.contractId()
  if (name === undefined || contractId === undefined) return
  const atMs = Date.parse(event.ledgerClosedAt)
  const known = escrows.get(contractId)
  const escrow = escrowAfter(name, event.value, known?.escrow)
  if (escrow === undefined) return
  if (known === undefined && escrows.size >= MAX_ESCROWS) forgetOldest(escrows)
  const before = known ?? { createdAtMs: atMs, signer, fundedBy: undefined, disputeStartedBy: undefined }
  escrows.set(contractId, {
    ...before,
    contractId,
    escrow,
    updatedAtMs: atMs,
    disputeStartedBy: name === 'tw_dispute' ? signer : before.disputeStartedBy,
    fundedBy: name === 'tw_fund' ? readAddress(readVec(event.value)[0]) : before.fundedBy,
  })
}

/** Any contract may emit events with these topics; what does not read as an escrow is not one. */
function escrowAfter(name: string, body: xdr.ScVal, before: Escrow | undefined): Escrow | undefined {
  if (name === 'tw_release') return before && { ...before, flags: { ...before.flags, released: true } }
  const position = escrowPosition[name]
  if (position === undefined) return before
  try {
    return decodeEscrow(readVec(body)[position])
  } catch (error) {
    if (error instanceof HostError) return before
    throw error
  }
}

function topicOf(event: rpc.Api.EventResponse): string | undefined {
  const topic = event.topic[0]
  return topic?.type === 'scvSymbol' ? topic.sym.toString() : undefined
}

function forgetOldest(escrows: Map<string, IndexedEscrow>): void {
  const oldest = escrows.keys().next()
  if (!oldest.done) escrows.delete(oldest.value)
}
