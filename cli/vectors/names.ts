import { Address, hash } from '@stellar/stellar-sdk'
import { deriveContractId } from './deriveContractId.ts'
import type { VectorCase, VectorMeta } from './vectorFile.ts'

/** Translates between the symbolic names of the traces and addresses. */
export interface Names {
  addressOf(name: string): string
  /** The name for an address; any other text comes back as it is. */
  nameOf(address: string): string
  readonly all: readonly string[]
}

export function namesOf(meta: VectorMeta, vector: VectorCase): Names {
  const addresses = new Map(Object.entries(meta.addresses))
  addresses.set('escrow', escrowIdOf(meta, vector))
  const names = new Map([...addresses].map(([name, address]) => [address, name]))
  return {
    addressOf: (name) => addresses.get(name) ?? name,
    nameOf: (address) => names.get(address) ?? address,
    all: [...addresses.keys()],
  }
}

/** A deployed escrow has the id that its first deployment will give it; otherwise any id will do. */
function escrowIdOf(meta: VectorMeta, vector: VectorCase): string {
  const given = meta.addresses.escrow
  if (given !== undefined) return given
  const salt = vector.steps.find((step) => step.op === 'deploy')?.args.salt
  if (typeof salt !== 'string') return Address.contract(hash(Buffer.from('escrow under test'))).toString()
  return deriveContractId(meta.network, String(meta.addresses.factory), Buffer.from(salt, 'hex'))
}
