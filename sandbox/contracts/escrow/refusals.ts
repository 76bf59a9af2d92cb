import { ContractError, type Host } from '../../soroban/host.ts'

/** How one kind of contract says no. The kinds number the same errors differently. */
export interface Refusals<Name extends string> {
  /** Stops the call with the contract's own error number; everything it did is undone. */
  refuse(host: Host, error: Name): never
  /** Refuses unless `condition` holds. Calls stand in the contract's order: the first broken rule names the error. */
  check(host: Host, condition: boolean, error: Name): asserts condition
}

export function refusalsOf<Name extends string>(numbers: Readonly<Record<Name, number>>): Refusals<Name> {
  const refuse = (host: Host, error: Name): never => {
    throw new ContractError(host.contractId, numbers[error])
  }
  return {
    refuse,
    check: (host, condition, error) => {
      if (!condition) refuse(host, error)
    },
  }
}
