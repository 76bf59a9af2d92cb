import type { xdr } from '@stellar/stellar-sdk'
import type { Call } from './actionOf.ts'
import type { ContractBuild } from './contractBuild.ts'
import type { Names } from './names.ts'
import type { VectorMeta } from './vectorFile.ts'

/** A ledger that the recorded cases can be replayed on. */
export interface ReplayWorld {
  /** Carries a call out; a refused one leaves nothing behind. */
  call(call: Call): Awaitable<CallOutcome>
  openTrustline(owner: string, limitStroops: bigint): Awaitable<void>
  advance(ledgers: number): Awaitable<void>
  /** Everything a case can change, as it stands now. */
  look(): Awaitable<Snapshot>
  close(): Awaitable<void>
}

type Awaitable<Value> = Value | Promise<Value>

export type CallOutcome =
  | { readonly kind: 'returned'; readonly value: xdr.ScVal; readonly events: readonly EmittedEvent[] }
  /** The contract that raised the number. */
  | { readonly kind: 'contractError'; readonly contractId: string; readonly code: number }
  | { readonly kind: 'hostError'; readonly type: string; readonly code: string }

export interface EmittedEvent {
  readonly contractId: string
  readonly topics: readonly xdr.ScVal[]
  readonly data: xdr.ScVal
}

export interface Snapshot {
  /** By address. Whoever is not listed holds nothing. */
  readonly balancesStroops: ReadonlyMap<string, bigint>
  /** The escrow's stored entry. */
  readonly stored: xdr.ScVal | undefined
  readonly remainingLedgers: { readonly escrow: number | undefined; readonly instance: number | undefined }
}

/** How a world looks before the first step. */
export interface WorldSetup {
  readonly meta: VectorMeta
  readonly names: Names
  readonly build: ContractBuild
  /** Accounts with a trustline, and what they hold. */
  readonly holdersStroops: ReadonlyMap<string, bigint>
  /** Bare instances of the contract under test. */
  readonly instances: readonly string[]
}

export type MakeWorld = (setup: WorldSetup) => Awaitable<ReplayWorld>
