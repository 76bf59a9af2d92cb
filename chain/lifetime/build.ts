import { Operation, xdr } from '@stellar/stellar-sdk'
import type { SimulationAnswer } from '../rpc/answers.ts'
import type { EscrowLifetime } from './read.ts'

/** The furthest that the network lets an entry's life be extended: about 180 days (network setting 3,110,400, inclusive). */
const MAX_LIFETIME_LEDGERS = 3_110_399

/** What is done to which entries: archived ones come back first, for live ones the end is put off. */
export type LifetimeAction = {
  readonly name: 'restore' | 'extend'
  readonly operation: xdr.Operation
  readonly footprint: xdr.LedgerFootprint
}

/**
 * One transaction can do one of the two. A restored entry lives for the network's minimum of 120 days, so that restoring
 * is enough for the moment; the next extension in time takes it to the maximum.
 */
export function chooseAction({ live, archived }: EscrowLifetime): LifetimeAction {
  if (archived.length > 0) {
    const footprint = new xdr.LedgerFootprint({ readOnly: [], readWrite: archived.map(ledgerKey) })
    return { name: 'restore', operation: Operation.restoreFootprint({}), footprint }
  }
  const footprint = new xdr.LedgerFootprint({ readOnly: [...live.keys()].map(ledgerKey), readWrite: [] })
  return { name: 'extend', operation: Operation.extendFootprintTtl({ extendTo: MAX_LIFETIME_LEDGERS }), footprint }
}

/** The resources of the first draft, which is only simulated. */
export function draftResources(footprint: xdr.LedgerFootprint): xdr.SorobanTransactionData {
  const resources = new xdr.SorobanResources({ footprint, instructions: 0, diskReadBytes: 0, writeBytes: 0 })
  return new xdr.SorobanTransactionData({ ext: xdr.SorobanTransactionDataExt.v0(), resources, resourceFee: 0n })
}

/**
 * What the server says the transaction needs. It may leave entries out that need nothing, but never name others: our
 * signature would pay for them. A sentence where the answer cannot be used.
 */
export function resourcesIn(answer: SimulationAnswer, asked: xdr.LedgerFootprint): xdr.SorobanTransactionData | string {
  const { error, transactionData } = answer
  if (error !== undefined) return `the simulation failed: ${error.slice(0, 500)}`
  if (transactionData === undefined) return 'the simulation names no resources'
  const data = xdr.SorobanTransactionData.fromXdr(transactionData, 'base64')
  const { readOnly, readWrite } = data.resources.footprint
  if (readOnly.length + readWrite.length === 0) return 'the simulation finds nothing to do'
  if (!isWithin(readOnly, asked.readOnly) || !isWithin(readWrite, asked.readWrite))
    return 'the simulation names entries that were not asked for'
  if (data.ext.type !== 'v0') return 'the simulation adds restorations that were not asked for'
  return data
}

function isWithin(named: readonly xdr.LedgerKey[], asked: readonly xdr.LedgerKey[]): boolean {
  const known = new Set(asked.map((key) => key.toXdr('base64')))
  return named.every((key) => known.has(key.toXdr('base64')))
}

function ledgerKey(encoded: string): xdr.LedgerKey {
  return xdr.LedgerKey.fromXdr(encoded, 'base64')
}
