import { type rpc, xdr } from '@stellar/stellar-sdk'
import { readAddress, readVec } from '../contracts/escrow/readValue.ts'
import { HostError } from '../soroban/host.ts'
import { xdrText } from '../xdr/encode.ts'
import { textOf } from '../xdr/textOf.ts'
import type { IndexedEscrow } from './escrowIndex.ts'
import { decodeStored, type StoredEscrow } from './storedEscrow.ts'

/** Source and arguments of the transaction that emitted an event. */
export type Actor = { readonly source: string; readonly args: readonly xdr.ScVal[] }

/** Position of the escrow in each event's body, or undefined where the body carries none. */
const escrowPosition: Readonly<Record<string, number | undefined>> = {
  tw_init: 0,
  tw_ms_change: 0,
  tw_ms_approve: 0,
  tw_dispute: 0,
  tw_disp_resolve: 0,
  tw_update: 2,
  tw_withdraw: 0,
  tw_fund: undefined,
  tw_release: undefined,
}

const MAX_TOPICS_PER_FILTER = 5

/** Filters for every event of an escrow that changes what is shown of it. */
export function eventFilters(): rpc.Api.EventFilter[] {
  const topics = Object.keys(escrowPosition).map((name) => [xdrText(xdr.ScVal.scvSymbol(name))])
  return [topics.slice(0, MAX_TOPICS_PER_FILTER), topics.slice(MAX_TOPICS_PER_FILTER)].map((some) => ({
    type: 'contract',
    topics: some,
  }))
}

export function needsTransaction(event: rpc.Api.EventResponse): boolean {
  return ['tw_init', 'tw_dispute', 'tw_release'].includes(topicOf(event) ?? '')
}

/** What is known of the escrow after an event; undefined when the event says nothing about an escrow. */
export function applyEvent(
  event: rpc.Api.EventResponse,
  known: IndexedEscrow | undefined,
  actor: Actor | undefined,
): IndexedEscrow | undefined {
  const name = topicOf(event)
  const contractId = event.contractId?.contractId()
  if (name === undefined || contractId === undefined) return undefined
  const isKnown = known !== undefined && event.ledger <= known.currentAt
  const stored = isKnown ? known.stored : stateAfter(name, event.value, known?.stored, actor)
  if (stored === undefined) return undefined
  const atMs = Date.parse(event.ledgerClosedAt)
  return {
    contractId,
    stored,
    currentAt: known?.currentAt ?? 0,
    createdAtMs: name === 'tw_init' ? atMs : (known?.createdAtMs ?? atMs),
    updatedAtMs: isKnown ? known.updatedAtMs : atMs,
    signer: name === 'tw_init' ? actor?.source : known?.signer,
    disputeStartedBy: name === 'tw_dispute' ? actor?.source : known?.disputeStartedBy,
    fundedBy: name === 'tw_fund' ? readAddress(readVec(event.value)[0]) : known?.fundedBy,
  }
}

/** Any contract may emit events with these topics; what does not read as an escrow is not one. */
function stateAfter(
  name: string,
  body: xdr.ScVal,
  before: StoredEscrow | undefined,
  actor: Actor | undefined,
): StoredEscrow | undefined {
  if (name === 'tw_release') return before && released(before, actor)
  const position = escrowPosition[name]
  if (position === undefined) return before
  try {
    return decodeStored(readVec(body)[position])
  } catch (error) {
    if (error instanceof HostError) return before
    throw error
  }
}

/** The event does not name the milestone; it is the last argument of the call, in both builds. */
function released(before: StoredEscrow, actor: Actor | undefined): StoredEscrow {
  if (before.kind === 'single') {
    return { kind: 'single', escrow: { ...before.escrow, flags: { ...before.escrow.flags, released: true } } }
  }
  const index = actor?.args.at(-1)
  const milestone = index?.type === 'scvU32' ? before.escrow.milestones[index.u32] : undefined
  if (index?.type !== 'scvU32' || milestone === undefined) return before
  const flags = { ...milestone.flags, released: true }
  const milestones = before.escrow.milestones.with(index.u32, { ...milestone, flags })
  return { kind: 'multi', escrow: { ...before.escrow, milestones } }
}

function topicOf(event: rpc.Api.EventResponse): string | undefined {
  const topic = event.topic[0]
  return topic?.type === 'scvSymbol' ? textOf(topic.sym) : undefined
}
