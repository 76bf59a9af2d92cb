import { xdr } from '@stellar/stellar-sdk'
import { scAddress } from '../xdr/addresses.ts'
import { xdrText } from '../xdr/encode.ts'
import { HostError } from './host.ts'

/** One contract call on the stack. */
export interface Frame {
  readonly contractId: string
  readonly functionName: string
  readonly args: readonly xdr.ScVal[]
}

/** Decides whether an address agreed to the call that is running. */
export interface Authorizer {
  enter(frame: Frame): void
  leave(): void
  /** Throws HostError Auth/InvalidAction unless `address` authorised the innermost call. */
  require(address: string): void
}

export interface AuthorizedCall {
  readonly functionXdr: string
  readonly invocation: xdr.SorobanAuthorizedFunction
  readonly calls: AuthorizedCall[]
}

/** The tree of calls one address agreed to. */
export interface AuthorizedTree {
  readonly address: string
  readonly root: AuthorizedCall
  /** Runs once, when the tree is first used: signature and nonce of address credentials. */
  authenticate(): void
}

interface Tracker {
  readonly tree: AuthorizedTree
  /** Beside each call on the stack: the part of the tree it was matched with. */
  readonly matched: (AuthorizedCall | undefined)[]
}

/** Holds calls to what their addresses signed. */
export function enforceAuthorization(trees: readonly AuthorizedTree[]): Authorizer {
  const stack: string[] = []
  const used = new Set<AuthorizedCall>()
  const trackers: Tracker[] = trees.map((tree) => ({ tree, matched: [] }))
  const match = (tracker: Tracker, functionXdr: string): boolean => {
    if (tracker.matched.at(-1) !== undefined) return false
    const caller = tracker.matched.findLast((call) => call !== undefined)
    const candidates = caller === undefined ? [tracker.tree.root] : caller.calls
    const call = candidates.find((candidate) => !used.has(candidate) && candidate.functionXdr === functionXdr)
    if (call === undefined) return false
    if (caller === undefined) tracker.tree.authenticate()
    used.add(call)
    tracker.matched[tracker.matched.length - 1] = call
    return true
  }
  return {
    enter: (frame) => {
      stack.push(xdrText(authorizedFunction(frame)))
      for (const tracker of trackers) tracker.matched.push(undefined)
    },
    leave: () => {
      stack.pop()
      for (const tracker of trackers) tracker.matched.pop()
    },
    require: (address) => {
      const functionXdr = stack.at(-1) ?? ''
      const agreed = trackers.some((tracker) => tracker.tree.address === address && match(tracker, functionXdr))
      if (!agreed) throw new HostError('Auth', 'InvalidAction', `Unauthorized function call for address ${address}`)
    },
  }
}

/** What a call's authorisation names: the contract, the function and its arguments. */
export function authorizedFunction(frame: Frame): xdr.SorobanAuthorizedFunction {
  return xdr.SorobanAuthorizedFunction.sorobanAuthorizedFunctionTypeContractFn(
    new xdr.InvokeContractArgs({
      contractAddress: scAddress(frame.contractId),
      functionName: frame.functionName,
      args: [...frame.args],
    }),
  )
}
