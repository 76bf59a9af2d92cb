/** Remembers the highest sequence number that each account is known to have used, for the accounts seen last. */
export type SequenceMemory = {
  note(address: string, sequence: bigint): void
  /** True when the number cannot be valid any more: whoever built with it saw an older ledger than we did. */
  isUsed(address: string, sequence: bigint): boolean
}

export function createSequenceMemory(maxAccounts: number): SequenceMemory {
  const highest = new Map<string, bigint>()
  return {
    note(address, sequence) {
      const known = highest.get(address) ?? 0n
      highest.delete(address)
      highest.set(address, sequence > known ? sequence : known)
      const [oldest] = highest.keys()
      if (highest.size > maxAccounts && oldest !== undefined) highest.delete(oldest)
    },
    isUsed: (address, sequence) => sequence <= (highest.get(address) ?? 0n),
  }
}
