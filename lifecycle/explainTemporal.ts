import { isEncrypted, type TemporalPlace } from '../config/temporalConnection.ts'
import { GRPC } from './grpcStatus.ts'

/** Why a server that could be connected to did not do what was asked, with the setting that has to be looked at. */
export function explainTemporal(error: unknown, place: TemporalPlace): string {
  const { temporalAddress: address, temporalNamespace: namespace } = place
  const code = codeOf(error)
  if (code === GRPC.notFound) return `${address} has no namespace ${namespace}; run "npm run temporal:setup"`
  if (code === GRPC.unauthenticated || code === GRPC.permissionDenied) {
    return `${address} refuses us in the namespace ${namespace}; look at TEMPORAL_API_KEY and TEMPORAL_NAMESPACE`
  }
  const hint = isEncrypted(place)
    ? 'if it asks for a certificate of ours, look at TEMPORAL_TLS_CLIENT_CERT_PATH'
    : 'if it expects TLS, set TEMPORAL_TLS=true'
  return `${address} does not answer (${shorten(error)}); ${hint}`
}

function codeOf(error: unknown): unknown {
  if (!(error instanceof Error)) return undefined
  return 'code' in error ? error.code : codeOf(error.cause)
}

const SHOWN_CHARACTERS = 160

function shorten(error: unknown): string {
  const line = (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? ''
  return line.length > SHOWN_CHARACTERS ? `${line.slice(0, SHOWN_CHARACTERS)}...` : line
}
