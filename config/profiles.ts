import type { NetworkName } from '../domain/network.ts'
import type { SettingName } from './catalogue.ts'

export const PROFILE_NAMES = ['local', 'testnet', 'public'] as const
export type ProfileName = (typeof PROFILE_NAMES)[number]

/** What STELLAR_NETWORK stands for: the settings that follow from the network, unless they are set themselves. */
export type Profile = {
  readonly network: NetworkName
  readonly defaults: Readonly<Partial<Record<SettingName, string>>>
  /** What the network does not settle, and where it comes from. */
  readonly toBeGiven: Readonly<Partial<Record<SettingName, string>>>
}

/** Circle's issuers. Anybody may issue another asset called USDC: only these are the dollar. */
const USDC_ISSUER = {
  testnet: 'GBBD47IF6LWK7P7MDEVSCWR7DPUWV3NY3DTQEVFL4NAT4AQH3ZLLFLA5',
  public: 'GA5ZSEJYB37JRC5AVCIA5MOP4RHTM335X2KGX3IHOJAPP5RE34K4KZVN',
} as const

/** Compiled into the contracts of the public network. Those of the test network take it as an argument of each payout. */
const PROTOCOL_FEE_ADDRESS = 'GBWWSOATPLIC72ZBOIM7WJCT7VCAHNWW4QUBZ2H4FORMCCIUM5ZVKSZN'

/** The contracts as they are on the public network. A new version has new hashes: it is looked at before it is trusted. */
const MAIN_BUILD = {
  escrowWasmHash: '96d51751f924c938a081deb740056dc1c5cc60c6e645672062531f82957ed2fe',
  multiEscrowWasmHash: '2ddb5ef1f8f029ea93313ed7a6886f763eda7287d8a08bacc0a427ab0aa1dc1f',
} as const

const ASK_THE_VENDOR = '"node cli/contractFacts.ts" reads it off transactions that Trustless Work builds.'

/** The vendor grants 50 requests a minute; what is left is for people who look something up. */
const REQUESTS_PER_MINUTE = '45'

export const PROFILES: Readonly<Record<ProfileName, Profile>> = {
  local: {
    network: 'sandbox',
    defaults: {
      networkPassphrase: 'Standalone Network ; February 2017',
      usdcIssuer: USDC_ISSUER.testnet,
      protocolFeeAddress: PROTOCOL_FEE_ADDRESS,
      ...MAIN_BUILD,
    },
    toBeGiven: {
      rpcUrl: 'The RPC URL of the network on this machine.',
      trustlessWorkUrl: "The URL of that network's stand-in for Trustless Work.",
      escrowFactoryId: ASK_THE_VENDOR,
    },
  },
  testnet: {
    network: 'testnet',
    defaults: {
      networkPassphrase: 'Test SDF Network ; September 2015',
      usdcIssuer: USDC_ISSUER.testnet,
      rpcUrl: 'https://soroban-testnet.stellar.org',
      trustlessWorkUrl: 'https://dev.api.trustlesswork.com',
      protocolFeeAddress: PROTOCOL_FEE_ADDRESS,
      // Test XLM costs nothing, and a busy test network should not stop anybody.
      feeCapStroops: '100000000',
      escrowRequestsPerMinute: REQUESTS_PER_MINUTE,
    },
    toBeGiven: {
      escrowFactoryId: ASK_THE_VENDOR,
      // The test network runs another lineage of the contracts, whose builds come and go.
      escrowWasmHash: ASK_THE_VENDOR,
      multiEscrowWasmHash: ASK_THE_VENDOR,
    },
  },
  public: {
    network: 'public',
    defaults: {
      networkPassphrase: 'Public Global Stellar Network ; September 2015',
      usdcIssuer: USDC_ISSUER.public,
      trustlessWorkUrl: 'https://api.trustlesswork.com',
      protocolFeeAddress: PROTOCOL_FEE_ADDRESS,
      feeCapStroops: '20000000',
      escrowRequestsPerMinute: REQUESTS_PER_MINUTE,
      // 100 a second from one key: more than a marketplace sends, less than it takes to be in the way of others.
      rateLimitPerMinute: '6000',
      ...MAIN_BUILD,
    },
    toBeGiven: {
      rpcUrl: 'Nobody runs a public RPC server for this network that may be relied on: choose a provider.',
      escrowFactoryId: ASK_THE_VENDOR,
    },
  },
}

export function isProfileName(text: string | undefined): text is ProfileName {
  return PROFILE_NAMES.some((name) => name === text)
}
