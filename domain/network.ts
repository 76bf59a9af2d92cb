export const NETWORK_NAMES = ['public', 'testnet', 'sandbox'] as const
export type NetworkName = (typeof NETWORK_NAMES)[number]

/** Passphrases are protocol constants. They stand here in full so that the API process needs no Stellar library to know its network. */
const NETWORK_BY_PASSPHRASE: Readonly<Record<string, NetworkName>> = {
  'Public Global Stellar Network ; September 2015': 'public',
  'Test SDF Network ; September 2015': 'testnet',
  'Standalone Network ; February 2017': 'sandbox',
  'Local Sandbox Stellar Network ; September 2022': 'sandbox',
}

export const PASSPHRASES: readonly string[] = Object.keys(NETWORK_BY_PASSPHRASE)

/** Names the network of a passphrase; undefined for a network that this program does not know. */
export function networkOf(passphrase: string): NetworkName | undefined {
  return Object.hasOwn(NETWORK_BY_PASSPHRASE, passphrase) ? NETWORK_BY_PASSPHRASE[passphrase] : undefined
}
