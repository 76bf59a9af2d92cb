import type { Keypair } from '@stellar/stellar-sdk'

export type PlatformRole = 'treasury' | 'sponsor' | 'resolver'

/** Every key that this process may sign with. Wallet keys are opened one at a time, when a step needs them. */
export type Signers = {
  readonly platform: Readonly<Record<PlatformRole, Keypair>>
  /** The pool of accounts that escrows are deployed from; a deployer gets no role in the contract. */
  readonly deployers: readonly Keypair[]
  wallet(address: string): Promise<Keypair>
}
