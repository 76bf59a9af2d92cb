import { loadClientConnectConfig } from '@temporalio/envconfig'
import { CATALOGUE } from './catalogue.ts'
import type { Settings } from './readSettings.ts'

/** The settings that lead to Temporal; the address and the namespace are enough for a server without TLS. */
export const TEMPORAL_CONNECTION = [
  'temporalAddress',
  'temporalNamespace',
  'temporalApiKey',
  'temporalTls',
  'temporalServerCaPath',
  'temporalServerName',
  'temporalClientCertPath',
  'temporalClientKeyPath',
] as const

export type TemporalPlace = { readonly temporalAddress: string; readonly temporalNamespace: string } & {
  readonly [N in (typeof TEMPORAL_CONNECTION)[number]]?: Settings[N] | undefined
}

type ConnectConfig = ReturnType<typeof loadClientConnectConfig>
export type TemporalConnectionOptions = ConnectConfig['connectionOptions'] & { readonly address: string }

/**
 * What both kinds of connection of Temporal's SDK take. The SDK's own reader puts it together from our settings, and neither
 * from the process's environment nor from a profile file: a secret may have come from a file, and what was checked counts.
 */
export function connectionOptions(place: TemporalPlace): TemporalConnectionOptions {
  const given = TEMPORAL_CONNECTION.flatMap((name) => {
    const value = place[name]
    return value === undefined ? [] : [[CATALOGUE[name].env, value]]
  })
  const { connectionOptions: options } = loadClientConnectConfig({
    disableFile: true,
    overrideEnvVars: Object.fromEntries(given),
  })
  // Temporal Cloud's regional endpoints serve many namespaces and look here for which one a key is used.
  const metadata = place.temporalApiKey === undefined ? {} : { 'temporal-namespace': place.temporalNamespace }
  return { ...options, address: place.temporalAddress, metadata: { ...options.metadata, ...metadata } }
}

/** Whether the connection is encrypted, as the SDK decides it. */
export function isEncrypted(place: TemporalPlace): boolean {
  const { tls } = connectionOptions(place)
  return tls !== undefined && tls !== null && tls !== false
}
