import type { xdr } from '@stellar/stellar-sdk'
import type { Network } from '../ledger/network.ts'
import type { Overlay } from '../ledger/overlay.ts'
import { addressOf } from '../xdr/addresses.ts'
import { textOf } from '../xdr/textOf.ts'
import { type Authorizer, enforceAuthorization } from './authorization.ts'
import { authorizationTrees } from './authorizationTrees.ts'
import { errorEvent } from './diagnostics.ts'
import { ContractError, HostError } from './host.ts'
import { type MachineOptions, openMachine } from './machine.ts'

export interface CallFailure {
  readonly kind: 'failed'
  readonly error: ContractError | HostError
  /** The contract in which the error arose. */
  readonly contractId: string
  readonly diagnostics: readonly xdr.DiagnosticEvent[]
}

export type CallOutcome =
  | { readonly kind: 'returned'; readonly value: xdr.ScVal; readonly events: readonly xdr.ContractEvent[] }
  | CallFailure

/** Runs one contract call on the overlay. A failed call leaves no trace there. */
export function runCall(call: xdr.InvokeContractArgs, options: MachineOptions): CallOutcome {
  const rootId = addressOf(call.contractAddress)
  let failedIn = rootId
  try {
    const onFailure = (contractId: string): void => {
      failedIn = contractId
    }
    const machine = openMachine({ ...options, onFailure })
    const value = machine.invoke(rootId, textOf(call.functionName), call.args)
    return { kind: 'returned', value, events: machine.events }
  } catch (error) {
    if (!(error instanceof ContractError || error instanceof HostError)) throw error
    return { kind: 'failed', error, contractId: failedIn, diagnostics: [errorEvent(failedIn, error)] }
  }
}

/** Authorisation by what the transaction's entries say and its signatures prove. */
export function enforcedBy(
  auth: readonly xdr.SorobanAuthorizationEntry[],
  sourceAccount: string,
  network: Network,
): (entries: Overlay) => Authorizer {
  return (entries) =>
    enforceAuthorization(
      authorizationTrees(auth, { sourceAccount, network, ledgerSequence: entries.ledgerSequence, entries }),
    )
}
