import { xdr } from '@stellar/stellar-sdk'
import { MAX_TTL_LEDGERS } from '../ledger/constants.ts'
import type { TransactionFrame } from '../ledger/transactionFrame.ts'
import {
  hasLifeTime,
  isPersistent,
  type LifeChange,
  planExtension,
  planRestoration,
  totalRentStroops,
} from './lifeTimes.ts'
import { declaredResourceFeeStroops } from './resources.ts'
import type { Simulation, SimulationContext } from './simulate.ts'

const NO_FOOTPRINT =
  'To perform a SimulateTransaction for ExtendFootprintTtl or RestoreFootprint operations, SorobanTransactionData must be provided'

/** The real simulation leaves 15 % on what is refunded if unused: some ledgers pass before the transaction applies. */
const RENT_PERCENT = 115n

/** What extending the lives of the footprint's read-only entries takes; entries it would not change are left out. */
export function simulateExtension(
  frame: TransactionFrame,
  { extendTo }: xdr.ExtendFootprintTtlOp,
  { view, at }: SimulationContext,
): Simulation {
  if (frame.sorobanData === undefined) return unsupported(NO_FOOTPRINT)
  const { readOnly } = frame.sorobanData.resources.footprint
  if (!readOnly.every(hasLifeTime)) return unsupported('Only contract data and contract code have a life to extend')
  if (extendTo > MAX_TTL_LEDGERS) return unsupported(`extendTo ${extendTo} exceeds the maximum of ${MAX_TTL_LEDGERS}`)
  const changes = planExtension(view, readOnly, at.sequence, extendTo)
  const footprint = new xdr.LedgerFootprint({ readOnly: changes.map(({ ledgerKey }) => ledgerKey), readWrite: [] })
  return priced(new xdr.SorobanResources({ footprint, instructions: 0, diskReadBytes: 0, writeBytes: 0 }), changes)
}

/** What restoring the archived ones among the footprint's read-write entries takes. */
export function simulateRestoration(frame: TransactionFrame, { view, at }: SimulationContext): Simulation {
  if (frame.sorobanData === undefined) return unsupported(NO_FOOTPRINT)
  const { readWrite } = frame.sorobanData.resources.footprint
  if (!readWrite.every(isPersistent)) return unsupported('Only persistent contract data and code can be restored')
  const changes = planRestoration(view, readWrite, at.sequence)
  const bytes = changes.reduce((total, change) => total + change.bytes, 0)
  const footprint = new xdr.LedgerFootprint({ readOnly: [], readWrite: changes.map(({ ledgerKey }) => ledgerKey) })
  return priced(
    new xdr.SorobanResources({ footprint, instructions: 0, diskReadBytes: bytes, writeBytes: bytes }),
    changes,
  )
}

function priced(resources: xdr.SorobanResources, changes: readonly LifeChange[]): Simulation {
  const rentStroops = (totalRentStroops(changes) * RENT_PERCENT + 99n) / 100n
  const resourceFee = declaredResourceFeeStroops(resources) + rentStroops
  const ext = xdr.SorobanTransactionDataExt.v0()
  return { kind: 'priced', data: new xdr.SorobanTransactionData({ ext, resources, resourceFee }) }
}

function unsupported(reason: string): Simulation {
  return { kind: 'unsupported', reason }
}
