import { Asset, StrKey } from '@stellar/stellar-sdk'
import { type NetworkName, networkOf } from '../domain/network.ts'

/** Everything that differs between a sandbox, the test network and the public network, beside the secrets. */
export type ChainConfig = {
  readonly passphrase: string
  readonly rpcUrl: string
  readonly usdcIssuer: string
  readonly trustlessWorkUrl: string
  readonly trustlessWorkApiKey: string
  /** The contract that creates escrows. Nothing else may be called to deploy one. */
  readonly escrowFactoryId: string
  /** SHA-256 of the single-release escrow contract's code, hex: with the next one the only code we put money into. */
  readonly escrowWasmHash: string
  /** The same of the multi-release escrow contract, for orders with milestones. */
  readonly multiEscrowWasmHash: string
  /** Where Trustless Work's own fee goes, for the lineage of contracts that takes the address as an argument. */
  readonly protocolFeeAddress: string
  /** The most XLM one transaction may cost us. */
  readonly feeCapStroops: bigint
}

/** Names the network that a passphrase belongs to. The passphrase is what signatures are bound to, so it decides, not a flag. */
export function networkName(passphrase: string): NetworkName {
  const name = networkOf(passphrase)
  if (name !== undefined) return name
  throw new Error(
    `"${passphrase}" is the passphrase of no network that this program knows. ` +
      'Set it to that of the public network, the test network or the sandbox.',
  )
}

/** True only where money is real. */
export function isLive(passphrase: string): boolean {
  return networkName(passphrase) === 'public'
}

/** Stops a deployment that says it is live while its network is not, or the other way round. */
export function assertEnvironment(passphrase: string, environment: 'live' | 'test'): void {
  const name = networkName(passphrase)
  if (isLive(passphrase) === (environment === 'live')) return
  throw new Error(
    `The environment is "${environment}" but the passphrase belongs to the ${name} network. ` +
      'Only the public network is live: correct the passphrase or the environment.',
  )
}

export function usdcAsset(config: Pick<ChainConfig, 'usdcIssuer'>): Asset {
  return new Asset('USDC', config.usdcIssuer)
}

/** The asset contract of USDC: its id follows from issuer and network. */
export function usdcContractId(config: Pick<ChainConfig, 'usdcIssuer' | 'passphrase'>): string {
  return usdcAsset(config).contractId(config.passphrase)
}

const HASH_PATTERN = /^[0-9a-f]{64}$/

/** Checks the shapes before the first use, so that a typing mistake shows at start and names its field. */
export function checkChainConfig(config: ChainConfig): ChainConfig {
  const live = isLive(config.passphrase)
  check(StrKey.isValidEd25519PublicKey(config.usdcIssuer), 'usdcIssuer', 'an account address (G...)')
  check(StrKey.isValidEd25519PublicKey(config.protocolFeeAddress), 'protocolFeeAddress', 'an account address (G...)')
  check(StrKey.isValidContract(config.escrowFactoryId), 'escrowFactoryId', 'a contract address (C...)')
  check(HASH_PATTERN.test(config.escrowWasmHash), 'escrowWasmHash', '64 lower-case hexadecimal digits')
  check(HASH_PATTERN.test(config.multiEscrowWasmHash), 'multiEscrowWasmHash', '64 lower-case hexadecimal digits')
  check(config.feeCapStroops > 0n, 'feeCapStroops', 'a positive number of stroops')
  check(isUrl(config.rpcUrl, false), 'rpcUrl', 'an http or https URL')
  // The vendor's API key travels in a header: never over plain http where it guards real money.
  check(isUrl(config.trustlessWorkUrl, live), 'trustlessWorkUrl', live ? 'an https URL' : 'an http or https URL')
  return Object.freeze({ ...config })
}

function check(holds: boolean, field: keyof ChainConfig, expected: string): void {
  if (!holds) throw new Error(`The chain setting ${field} must be ${expected}.`)
}

function isUrl(text: string, secureOnly: boolean): boolean {
  if (!URL.canParse(text)) return false
  const { protocol } = new URL(text)
  return protocol === 'https:' || (!secureOnly && protocol === 'http:')
}
