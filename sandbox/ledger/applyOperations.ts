import { xdr } from '@stellar/stellar-sdk'
import type { CodeSource } from '../soroban/machine.ts'
import { readAccount } from './account.ts'
import { entryChanges } from './meta.ts'
import type { Network } from './network.ts'
import { ruleFor } from './operations/ruleFor.ts'
import { mergeInto, type Overlay, openOverlay } from './overlay.ts'
import { type InnerOutcome, isSuccess } from './results.ts'
import { operationSource, type TransactionFrame } from './transactionFrame.ts'
import type { LedgerTime } from './validateTransaction.ts'

export interface LedgerContext {
  readonly at: LedgerTime
  readonly network: Network
  readonly code: CodeSource
}

/** What a transaction's operations did. */
export interface AppliedOperations {
  readonly outcome: InnerOutcome
  readonly operations: readonly AppliedOperation[]
  readonly diagnostics: readonly xdr.DiagnosticEvent[]
  /** What a contract call returned. */
  readonly returnValue?: xdr.ScVal | undefined
}

export interface AppliedOperation {
  readonly changes: xdr.LedgerEntryChange[]
  readonly events: xdr.ContractEvent[]
}

/** A transaction whose operations had no effect. */
export function nothingApplied(
  outcome: InnerOutcome,
  diagnostics: readonly xdr.DiagnosticEvent[] = [],
): AppliedOperations {
  return { outcome, operations: [], diagnostics }
}

/** Carries out all operations or none. Each is tried even after one failed, because the result lists them all. */
export function applyOperations(frame: TransactionFrame, ledger: Overlay, context: LedgerContext): AppliedOperations {
  const run: Run = {
    frame,
    context,
    scratch: openOverlay(ledger, context.at.sequence),
    sponsorships: new Map(),
    diagnostics: [],
    operations: [],
    returnValue: undefined,
  }
  const results = frame.inner.operations.map((operation, index) => applyOperation(operation, index, run))
  if (!results.every(isSuccess)) {
    return nothingApplied({ kind: 'operations', succeeded: false, results }, run.diagnostics)
  }
  // Whoever begins a sponsorship has to see it ended within the same transaction.
  if (run.sponsorships.size > 0) return nothingApplied({ kind: 'code', code: 'txBadSponsorship' })
  mergeInto(ledger, run.scratch.changes())
  const { operations, diagnostics, returnValue } = run
  return { outcome: { kind: 'operations', succeeded: true, results }, operations, diagnostics, returnValue }
}

interface Run {
  readonly frame: TransactionFrame
  readonly context: LedgerContext
  readonly scratch: Overlay
  readonly sponsorships: Map<string, string>
  readonly diagnostics: xdr.DiagnosticEvent[]
  readonly operations: AppliedOperation[]
  returnValue: xdr.ScVal | undefined
}

function applyOperation(operation: xdr.Operation, index: number, run: Run): xdr.OperationResult {
  const { context, frame, scratch, sponsorships, diagnostics } = run
  const rule = ruleFor(operation.body)
  if (rule === undefined) return xdr.OperationResult.opNotSupported()
  const overlay = openOverlay(scratch, context.at.sequence)
  const events: xdr.ContractEvent[] = []
  const source = operationSource(operation, frame)
  if (readAccount(overlay, source) === undefined) return xdr.OperationResult.opNoAccount()
  const returned = (value: xdr.ScVal): void => {
    run.returnValue = value
  }
  const result = rule.apply({
    ...context,
    overlay,
    source,
    operation,
    index,
    frame,
    sponsorships,
    events,
    diagnostics,
    returned,
  })
  if (!isSuccess(result)) return result
  const changes = overlay.changes()
  run.operations.push({ changes: entryChanges(changes), events })
  mergeInto(scratch, changes)
  return result
}
