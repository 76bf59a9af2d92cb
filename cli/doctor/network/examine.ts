import { type ChainRpc, createRpc } from '../../../chain/rpc/client.ts'
import type { Signers } from '../../../chain/signers.ts'
import type { SettingName } from '../../../config/catalogue.ts'
import type { Environment } from '../../../config/givenValue.ts'
import type { ProfileName } from '../../../config/profiles.ts'
import { inspectSettings, type Settings } from '../../../config/readSettings.ts'
import { lookAtAccounts } from './accounts.ts'
import { lookAtContracts } from './contracts.ts'
import { lookAtKeys } from './keys.ts'
import { missing, type NetworkFinding, type NetworkReport, reportOf, well } from './report.ts'
import { lookAtRpc } from './rpc.ts'
import { lookAtVendor } from './vendor.ts'

/** What a worker needs to know of the network; where our own servers are is another matter. */
const CHAIN_SETTINGS = [
  'stellarNetwork',
  'networkPassphrase',
  'usdcIssuer',
  'rpcUrl',
  'trustlessWorkUrl',
  'trustlessWorkApiKey',
  'escrowFactoryId',
  'escrowWasmHash',
  'multiEscrowWasmHash',
  'protocolFeeAddress',
  'feeCapStroops',
  'masterKey',
  'treasurySecret',
  'sponsorSecret',
  'resolverSecret',
  'deployerSecrets',
] as const satisfies readonly SettingName[]

export type Examination = {
  readonly network: ProfileName
  readonly env: Environment
  /** How many wallets the sponsor should be able to create. */
  readonly wallets: number
}

/** What the looks have to go by. A setting that is missing or wrong is not there, and has its own finding. */
export type Known = {
  readonly network: ProfileName
  readonly wallets: number
  readonly settings: Partial<Pick<Settings, (typeof CHAIN_SETTINGS)[number]>>
  /** Null when no server answers for the network that is configured. */
  readonly rpc: ChainRpc | null
  /** Null when the keys cannot be used. */
  readonly signers: Signers | null
}

/** Looks at everything outside our own machines that orders on a network need. Changes nothing. */
export async function examineNetwork({ network, env, wallets }: Examination): Promise<NetworkReport> {
  const { values: settings, problems } = inspectSettings(CHAIN_SETTINGS, { ...env, STELLAR_NETWORK: network })
  const findings: NetworkFinding[] = [
    ...problems.map(({ problem }) => missing('settings', problem, 'Set it in the environment, or in .env')),
    ...(problems.length === 0 ? [well('settings', 'complete')] : []),
  ]
  const keys = lookAtKeys(settings)
  findings.push(...keys.findings)
  const client = settings.rpcUrl === undefined ? null : createRpc(settings.rpcUrl)
  const server = await lookAtRpc(settings, client)
  findings.push(...server.findings)
  const known: Known = { network, wallets, settings, rpc: server.usable ? client : null, signers: keys.signers }
  findings.push(...(await lookAtAccounts(known)), ...(await lookAtContracts(known)), ...(await lookAtVendor(known)))
  return reportOf(network, findings)
}
