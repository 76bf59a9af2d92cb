import { createPublicKey, type KeyObject, verify } from 'node:crypto'
import type { xdr } from '@stellar/stellar-sdk'
import { accountBytes } from '../xdr/addresses.ts'
import type { Account, Thresholds } from './account.ts'

export type ThresholdLevel = 'low' | 'medium' | 'high'

/** Remembers which signatures of one envelope were needed: a superfluous one invalidates the transaction. */
export interface SignatureChecker {
  /** Whether the signatures reach the account's threshold. */
  authorizes(account: Account, level: ThresholdLevel): boolean
  /** Whether the account's own key signed; for an account that the same transaction creates. */
  authorizesMissingAccount(address: string): boolean
  allUsed(): boolean
}

interface WeighedKey {
  readonly address: string
  readonly weight: number
}

/** A single signer counts no more than this, as protocol 10 ruled. */
const MAX_WEIGHT = 255

/** Checks the signatures of one envelope over its hash. */
export function createSignatureChecker(
  hash: Uint8Array,
  signatures: readonly xdr.DecoratedSignature[],
): SignatureChecker {
  const used = signatures.map(() => false)
  const reaches = (keys: readonly WeighedKey[], needed: number): boolean => {
    const remaining = [...keys]
    let total = 0
    for (const [index, signature] of signatures.entries()) {
      const signer = remaining.findIndex((key) => isSignedBy(signature, key.address, hash))
      const [key] = signer < 0 ? [] : remaining.splice(signer, 1)
      if (key === undefined) continue
      used[index] = true
      total += Math.min(key.weight, MAX_WEIGHT)
      if (total >= needed) return true
    }
    return false
  }
  return {
    authorizes: (account, level) => reaches(keysOf(account), neededWeight(account.thresholds, level)),
    authorizesMissingAccount: (address) => reaches([{ address, weight: 1 }], 0),
    allUsed: () => used.every(Boolean),
  }
}

/** The keys that may sign for an account, its master key among them unless that was switched off. */
export function keysOf(account: Account): WeighedKey[] {
  const { masterWeight } = account.thresholds
  const master = masterWeight > 0 ? [{ address: account.address, weight: masterWeight }] : []
  return [...master, ...account.signers]
}

function neededWeight(thresholds: Thresholds, level: ThresholdLevel): number {
  return thresholds[level]
}

function isSignedBy(signature: xdr.DecoratedSignature, address: string, hash: Uint8Array): boolean {
  const publicKey = accountBytes(address)
  const hint = signature.hint.toBytes()
  if (!hint.every((byte, index) => byte === publicKey[28 + index])) return false
  return verifyEd25519(address, hash, signature.signature.toBytes())
}

const MAX_REMEMBERED = 10_000
const keyObjects = new Map<string, KeyObject>()
const verified = new Map<string, boolean>()
const ED25519_SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex')

function recall<Value>(store: Map<string, Value>, name: string, compute: () => Value): Value {
  const known = store.get(name)
  if (known !== undefined) return known
  if (store.size >= MAX_REMEMBERED) store.clear()
  const value = compute()
  store.set(name, value)
  return value
}

/** Whether `signature` over `message` was made with the key of `address`. */
export function verifyEd25519(address: string, message: Uint8Array, signature: Uint8Array): boolean {
  // Every transaction is checked when it is sent and again when the ledger closes.
  const name = `${address}${Buffer.from(message).toString('base64')}${Buffer.from(signature).toString('base64')}`
  return recall(verified, name, () => {
    const key = recall(keyObjects, address, () =>
      createPublicKey({
        key: Buffer.concat([ED25519_SPKI_PREFIX, accountBytes(address)]),
        format: 'der',
        type: 'spki',
      }),
    )
    return signature.length === 64 && verify(null, message, key, signature)
  })
}
