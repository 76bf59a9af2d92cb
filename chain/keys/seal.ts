import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { Keypair } from '@stellar/stellar-sdk'
import type { MasterKey, MasterKeys } from './masterKeys.ts'

/** A wallet's secret as it is stored. The ciphertext is base64 of nonce, encrypted seed and tag. */
export type SealedKey = { readonly keyId: string; readonly ciphertext: string }

const CIPHER = 'aes-256-gcm'
/** 96 bits: the length GCM is defined for without hashing the nonce first. */
const NONCE_BYTES = 12
const TAG_BYTES = 16
const SEED_BYTES = 32

/** Encrypts a wallet's key under the current master key, bound to its address: it opens for no other wallet. */
export function seal(masterKeys: MasterKeys, address: string, secret: string): SealedKey {
  const keypair = readSecret(secret)
  if (keypair.publicKey() !== address)
    throw new Error(`The secret handed over for wallet ${address} is another wallet's`)
  const { current } = masterKeys
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv(CIPHER, current.bytes, nonce, { authTagLength: TAG_BYTES })
  cipher.setAAD(associatedData(address, current.id))
  const encrypted = Buffer.concat([cipher.update(keypair.rawSecretKey()), cipher.final()])
  return { keyId: current.id, ciphertext: Buffer.concat([nonce, encrypted, cipher.getAuthTag()]).toString('base64') }
}

/** Decrypts a wallet's key and proves that it belongs to the address. */
export function open(masterKeys: MasterKeys, address: string, sealed: SealedKey): Keypair {
  const masterKey = masterKeys.byId.get(sealed.keyId)
  if (masterKey === undefined) {
    throw new Error(`Wallet ${address} is encrypted with master key "${sealed.keyId}", which is not configured; add it`)
  }
  const keypair = Keypair.fromRawEd25519Seed(decrypt(masterKey, address, sealed.ciphertext))
  if (keypair.publicKey() !== address) throw new Error(`The stored key of wallet ${address} belongs to another wallet`)
  return keypair
}

function decrypt(masterKey: MasterKey, address: string, ciphertext: string): Uint8Array {
  const bytes = Buffer.from(ciphertext, 'base64')
  const wrong = `The stored key of wallet ${address} cannot be opened with master key "${masterKey.id}"`
  if (bytes.length !== NONCE_BYTES + SEED_BYTES + TAG_BYTES) throw new Error(`${wrong}: it has the wrong length`)
  const decipher = createDecipheriv(CIPHER, masterKey.bytes, bytes.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  })
  decipher.setAAD(associatedData(address, masterKey.id))
  decipher.setAuthTag(bytes.subarray(NONCE_BYTES + SEED_BYTES))
  try {
    const seed = decipher.update(bytes.subarray(NONCE_BYTES, NONCE_BYTES + SEED_BYTES))
    return new Uint8Array(Buffer.concat([seed, decipher.final()]))
  } catch {
    throw new Error(`${wrong}: it was altered, or sealed for another wallet or with another key of that id`)
  }
}

function associatedData(address: string, keyId: string): Buffer {
  return Buffer.from(`${address}:${keyId}`, 'utf8')
}

/** The SDK's own message may quote what it could not read. */
function readSecret(secret: string): Keypair {
  try {
    return Keypair.fromSecret(secret)
  } catch {
    throw new Error('The secret handed over is not a Stellar secret key (S...)')
  }
}
