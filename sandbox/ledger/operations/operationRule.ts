import type { xdr } from '@stellar/stellar-sdk'
import type { CodeSource } from '../../soroban/machine.ts'
import type { Network } from '../network.ts'
import type { Overlay } from '../overlay.ts'
import type { ThresholdLevel } from '../signatures.ts'
import type { TransactionFrame } from '../transactionFrame.ts'
import type { LedgerTime } from '../validateTransaction.ts'

/** The rules of one operation. */
export interface OperationRule {
  /** Which of the source account's thresholds its signatures must reach. */
  readonly threshold: ThresholdLevel
  /** The result of success, also reported for operations that a refused transaction never came to. */
  readonly success: xdr.OperationResult
  /** What is wrong with the operation whatever the ledger holds. */
  check(source: string, frame: TransactionFrame): xdr.OperationResult | undefined
  /** Changes the overlay; a result other than success undoes the changes. */
  apply(context: OperationContext): xdr.OperationResult
}

export interface OperationContext {
  readonly overlay: Overlay
  readonly source: string
  readonly operation: xdr.Operation
  /** Position of the operation in its transaction, from 0. */
  readonly index: number
  readonly frame: TransactionFrame
  readonly at: LedgerTime
  readonly network: Network
  readonly code: CodeSource
  /** Who pays whose new reserves, between begin and end of a sponsorship: sponsored account -> sponsor. */
  readonly sponsorships: Map<string, string>
  readonly events: xdr.ContractEvent[]
  readonly diagnostics: xdr.DiagnosticEvent[]
  /** Called by a contract call that returned. */
  returned(value: xdr.ScVal): void
}
