import { crashProblems } from '../crash/variables.ts'
import { invariant } from '../domain/invariant.ts'
import { type NetworkName, networkOf } from '../domain/network.ts'
import type { SettingName } from './catalogue.ts'
import type { Environment } from './givenValue.ts'
import { ConfigurationError, readSettings, type Settings } from './readSettings.ts'
import { TEMPORAL_CONNECTION } from './temporalConnection.ts'

const SHARED = [
  'databaseUrl',
  ...TEMPORAL_CONNECTION,
  'temporalUiUrl',
  'logLevel',
  'otlpEndpoint',
  'traceShare',
  'startWaitSeconds',
  'stopGraceSeconds',
  'stopForceSeconds',
  'networkPassphrase',
  'usdcIssuer',
  'platformFeeBps',
  'webhookKeys',
  'webhookPrivateAddresses',
] as const satisfies readonly SettingName[]
type Shared = Pick<Settings, (typeof SHARED)[number]>

export type ApiConfig = Readonly<
  Shared &
    Pick<
      Settings,
      | 'port'
      | 'host'
      | 'rateLimitPerMinute'
      | 'maxOpenCommands'
      | 'feePolicy'
      | 'reservationHours'
      | 'reviewHours'
      | 'disputeHours'
      | 'reminderHours'
    > & {
      publicUrl: string | undefined
      network: NetworkName
    }
>

export type WorkerConfig = Readonly<
  Shared &
    Pick<
      Settings,
      | 'workflowBundle'
      | 'buildId'
      | 'healthPort'
      | 'rpcUrl'
      | 'trustlessWorkUrl'
      | 'trustlessWorkApiKey'
      | 'escrowFactoryId'
      | 'escrowWasmHash'
      | 'multiEscrowWasmHash'
      | 'protocolFeeAddress'
      | 'feeCapStroops'
      | 'escrowRequestsPerMinute'
      | 'workerMetricsPort'
      | 'workerSdkMetricsPort'
      | 'workerMetricsHost'
      | 'masterKey'
      | 'treasurySecret'
      | 'sponsorSecret'
      | 'resolverSecret'
      | 'deployerSecrets'
    > & { network: NetworkName }
>

/** The API's settings: complete, typed and frozen, or one error that names every problem. */
export function loadApiConfig(env: Environment): ApiConfig {
  const settings = readSettings('api', env) as Omit<ApiConfig, 'network'>
  const publicUrl = settings.publicUrl?.replace(/\/+$/, '')
  const network = nameNetwork(settings.networkPassphrase)
  assertNotToCrash(env, network)
  return Object.freeze({ ...settings, publicUrl, network })
}

/** The worker's settings, secrets included. */
export function loadWorkerConfig(env: Environment): WorkerConfig {
  const settings = readSettings('worker', env) as Omit<WorkerConfig, 'network'>
  const network = nameNetwork(settings.networkPassphrase)
  assertNotToCrash(env, network)
  return Object.freeze({ ...settings, network })
}

function assertNotToCrash(env: Environment, network: NetworkName): void {
  const problems = crashProblems(env, network)
  if (problems.length > 0) throw new ConfigurationError(problems)
}

function nameNetwork(passphrase: string): NetworkName {
  const network = networkOf(passphrase)
  invariant(network, 'The passphrase was checked when it was read, yet it belongs to no known network')
  return network
}
