import type { xdr } from '@stellar/stellar-sdk'
import type { EmittedEvent } from '../../../cli/vectors/replayWorld.ts'
import type { ContractCode } from '../../../sandbox/soroban/host.ts'

/** A ledger that the recorded cases can be replayed on. */
export type World = {
  readonly install: (contractId: string, code: ContractCode) => void
  /** Opens a trustline with this limit, already holding this much. */
  readonly setHolding: (owner: string, holding: { readonly balance: bigint; readonly limit: bigint }) => void
  readonly balanceOf: (owner: string) => bigint
  readonly advance: (ledgers: number) => void
  /** Runs one call; an error undoes everything the call did. */
  readonly invoke: (contractId: string, name: string, args: readonly xdr.ScVal[]) => CallResult
  readonly stored: (contractId: string, key: xdr.ScVal) => xdr.ScVal | undefined
  /** Life left to an entry, or without a key to the contract's instance. */
  readonly remainingLedgers: (contractId: string, key?: xdr.ScVal) => number | undefined
}

export type CallResult = { readonly value: xdr.ScVal; readonly events: readonly EmittedEvent[] }

export type CreateWorld = (options: {
  readonly network: string
  readonly issuer: string
  readonly tokenId: string
  readonly codeByHash: ReadonlyMap<string, ContractCode>
}) => World
