import { Keypair } from '@stellar/stellar-sdk'
import type { PlatformRole, Signers } from '../signers.ts'
import type { MasterKeys } from './masterKeys.ts'
import { open, type SealedKey } from './seal.ts'

export type SignerSecrets = {
  readonly platform: Readonly<Record<PlatformRole, string>>
  readonly deployers: readonly string[]
  readonly masterKeys: MasterKeys
  /** Where encrypted wallet keys are kept. */
  readEncryptedKey(address: string): Promise<SealedKey | null>
}

/** With the other platform accounts, what one read of the ledger covers. */
const MAX_DEPLOYERS = 90

/** Turns configured secrets into signers. Platform keys are read now, so that a wrong one stops the start. */
export function createSigners(secrets: SignerSecrets): Signers {
  const platform = {
    treasury: readKeypair('the treasury', secrets.platform.treasury),
    sponsor: readKeypair('the sponsor', secrets.platform.sponsor),
    resolver: readKeypair('the dispute resolver', secrets.platform.resolver),
  }
  const deployers = secrets.deployers.map((secret, index) => readKeypair(`deployer ${index + 1}`, secret))
  if (deployers.length === 0 || deployers.length > MAX_DEPLOYERS) {
    throw new Error(`There must be 1 to ${MAX_DEPLOYERS} deployer keys, ${deployers.length} are configured`)
  }
  refuseSharedKeys([...Object.values(platform), ...deployers])
  return { platform, deployers, wallet: (address) => openWallet(secrets, address) }
}

function readKeypair(owner: string, secret: string): Keypair {
  try {
    return Keypair.fromSecret(secret)
  } catch {
    throw new Error(`The configured key of ${owner} is not a Stellar secret key (S...)`)
  }
}

/** Each account has one job: a shared one would serialise them, and the resolver could not settle its own dispute. */
function refuseSharedKeys(keypairs: readonly Keypair[]): void {
  const addresses = keypairs.map((keypair) => keypair.publicKey())
  const repeated = addresses.find((address, index) => addresses.indexOf(address) !== index)
  if (repeated !== undefined)
    throw new Error(`The account ${repeated} is configured for two roles; give each its own key`)
}

async function openWallet(secrets: SignerSecrets, address: string): Promise<Keypair> {
  const sealed = await secrets.readEncryptedKey(address)
  if (sealed === null) throw new Error(`There is no stored key for the wallet ${address}`)
  return open(secrets.masterKeys, address, sealed)
}
