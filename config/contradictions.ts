import { type NetworkName, networkOf } from '../domain/network.ts'
import { CATALOGUE } from './catalogue.ts'
import { isProfileName, PROFILE_NAMES, PROFILES } from './profiles.ts'
import type { Settings } from './readSettings.ts'

/** Settings that are each valid and do not go together. */
export function contradictionsIn(settings: Partial<Settings>): string[] {
  return [...mixedNetworks(settings), ...stopsTooSoon(settings), ...mixedTls(settings), ...onePortForTwo(settings)]
}

function stopsTooSoon({ stopGraceSeconds: grace, stopForceSeconds: force }: Partial<Settings>): string[] {
  if (grace === undefined || force === undefined || grace < force) return []
  return [
    `STOP_FORCE_SECONDS is ${force}, which has to be more than STOP_GRACE_SECONDS, ${grace}: what is under way is told to hand back in between.`,
  ]
}

function mixedTls(settings: Partial<Settings>): string[] {
  const { temporalTls: tls, temporalClientCertPath: cert, temporalClientKeyPath: key } = settings
  const needTls = ['temporalApiKey', 'temporalServerCaPath', 'temporalServerName', 'temporalClientCertPath'] as const
  const needing = needTls.filter((name) => settings[name] !== undefined).map((name) => CATALOGUE[name].env)
  const halves = [CATALOGUE.temporalClientCertPath.env, CATALOGUE.temporalClientKeyPath.env]
  return [
    ...(tls === 'false' && needing.length > 0
      ? [`TEMPORAL_TLS is false, but ${needing.join(' and ')} can only be used with TLS. Remove one of them.`]
      : []),
    ...((cert === undefined) === (key === undefined)
      ? []
      : [`${halves.join(' and ')} go together. Set both, or neither.`]),
  ]
}

function onePortForTwo({ workerMetricsPort: port, workerSdkMetricsPort }: Partial<Settings>): string[] {
  if (port === undefined || port !== workerSdkMetricsPort) return []
  return [`WORKER_METRICS_PORT and WORKER_SDK_METRICS_PORT are both ${port}: two servers need a port each.`]
}

/** A mixture of networks would lose money, or show play money as real. */
function mixedNetworks(settings: Partial<Settings>): string[] {
  const { networkPassphrase } = settings
  const network = networkPassphrase === undefined ? undefined : networkOf(networkPassphrase)
  if (network === undefined) return []
  return [
    ...wrongProfile(settings.stellarNetwork, network),
    ...foreignHost('rpcUrl', settings.rpcUrl, network),
    ...foreignHost('trustlessWorkUrl', settings.trustlessWorkUrl, network),
    ...foreignIssuer(settings.usdcIssuer, network),
  ]
}

function wrongProfile(named: string | undefined, network: NetworkName): string[] {
  if (!isProfileName(named) || PROFILES[named].network === network) return []
  return [
    `STELLAR_NETWORK is ${named}, but STELLAR_NETWORK_PASSPHRASE is that of the ${network} network. Remove one of the two.`,
  ]
}

/** A host that is known to serve one network serves no other. */
function foreignHost(name: 'rpcUrl' | 'trustlessWorkUrl', url: string | undefined, network: NetworkName): string[] {
  if (url === undefined) return []
  const owner = PROFILE_NAMES.find((profile) => hostOf(PROFILES[profile].defaults[name]) === hostOf(url))
  if (owner === undefined || PROFILES[owner].network === network) return []
  return [`${CATALOGUE[name].env} is on ${hostOf(url)}, which serves ${owner}, but the network is ${network}.`]
}

function hostOf(url: string | undefined): string | undefined {
  return url !== undefined && URL.canParse(url) ? new URL(url).host : undefined
}

/** Elsewhere somebody may want a USDC of their own to play with; where money is real there is one. */
function foreignIssuer(issuer: string | undefined, network: NetworkName): string[] {
  const real = PROFILES.public.defaults.usdcIssuer
  if (issuer === undefined || (network === 'public') === (issuer === real)) return []
  return network === 'public'
    ? [`USDC_ISSUER is ${issuer}, but on the public network USDC is issued by ${real}. Remove the variable.`]
    : [`USDC_ISSUER is that of the public network, but the network is ${network}. Remove the variable.`]
}
