import { Keypair } from '@stellar/stellar-sdk'
import type { MasterKeys } from './masterKeys.ts'
import { type SealedKey, seal } from './seal.ts'

export type NewWallet = SealedKey & { readonly address: string }

/** Makes a wallet whose secret leaves this function only encrypted. */
export function newWallet(masterKeys: MasterKeys): NewWallet {
  const keypair = Keypair.random()
  const address = keypair.publicKey()
  return { address, ...seal(masterKeys, address, keypair.secret()) }
}
