import { createHash } from 'node:crypto'
import { Keypair, StrKey } from '@stellar/stellar-sdk'
import type { Names } from '../names.ts'

/** The key pairs of a case by address: every name's seed is the hash of a text that anybody knows. */
export function keypairsOf(names: Names): ReadonlyMap<string, Keypair> {
  const keypairs = new Map<string, Keypair>()
  for (const name of names.all) {
    const keypair = Keypair.fromRawEd25519Seed(createHash('sha256').update(`contract-vectors/${name}`).digest())
    // The protocol's address is the real one: nobody here has its key.
    if (keypair.publicKey() === names.addressOf(name)) keypairs.set(keypair.publicKey(), keypair)
  }
  return keypairs
}

/** The accounts among the names; the rest are contracts. */
export function accountsOf(names: Names): readonly string[] {
  return names.all.map(names.addressOf).filter((address) => StrKey.isValidEd25519PublicKey(address))
}
