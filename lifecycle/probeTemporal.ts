import { connect as connectPlain, isIP } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { connectionOptions, type TemporalPlace } from '../config/temporalConnection.ts'

const PROBE_TIMEOUT_MS = 2_000

/** Node's and OpenSSL's names for a certificate that nobody whom we trust has signed. */
const UNTRUSTED = /SELF_SIGNED|UNABLE_TO_(VERIFY|GET)|CERT_(SIGNATURE_FAILURE|UNTRUSTED)/
const OUT_OF_DATE = /CERT_(HAS_EXPIRED|NOT_YET_VALID)/
const NO_TLS_THERE = /WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|RECORD_LAYER/

/**
 * Opens a connection to Temporal and closes it again; null when that went well, else a sentence with the setting to look at.
 * Temporal's own clients try for ever on a connection that cannot be made, and keep the reason to themselves.
 */
export async function probeTemporal(place: TemporalPlace): Promise<string | null> {
  const error = await firstError(place)
  if (error === null) return null
  const { temporalAddress: address, temporalServerCaPath: ca } = place
  const code = 'code' in error ? String(error.code) : ''
  if (UNTRUSTED.test(code)) {
    return ca === undefined
      ? `the certificate of ${address} is signed by no public authority; set TEMPORAL_TLS_SERVER_CA_CERT_PATH to the file with the one that signed it`
      : `the certificate of ${address} is not signed by the authority in ${ca}; correct TEMPORAL_TLS_SERVER_CA_CERT_PATH`
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return `the certificate of ${address} is for another name; set TEMPORAL_TLS_SERVER_NAME to the one in it`
  }
  if (OUT_OF_DATE.test(code)) return `the certificate of ${address} is out of date; have it renewed`
  if (NO_TLS_THERE.test(code)) {
    return `${address} does not speak TLS; remove TEMPORAL_TLS and what needs it, or correct TEMPORAL_ADDRESS`
  }
  return `nothing usable answers at ${address} (${code || error.message}); look at TEMPORAL_ADDRESS`
}

function firstError(place: TemporalPlace): Promise<Error | null> {
  const { promise, resolve } = Promise.withResolvers<Error | null>()
  const socket = openSocket(place, () => resolve(null))
  socket.once('error', resolve)
  socket.setTimeout(PROBE_TIMEOUT_MS, () => resolve(new Error(`no answer within ${PROBE_TIMEOUT_MS / 1_000} s`)))
  return promise.finally(() => {
    // What it says after its answer interests nobody.
    socket.on('error', () => undefined)
    socket.destroy()
  })
}

function openSocket(place: TemporalPlace, onOpen: () => void) {
  const { tls } = connectionOptions(place)
  const { host, port } = splitAddress(place.temporalAddress)
  if (!tls) return connectPlain({ host, port }, onOpen)
  const { serverNameOverride, serverRootCACertificate, clientCertPair } = tls === true ? {} : tls
  const servername = serverNameOverride ?? (isIP(host) === 0 ? host : undefined)
  return connectTls(
    {
      host,
      port,
      ALPNProtocols: ['h2'],
      ...(servername && { servername }),
      ...(serverRootCACertificate && { ca: Buffer.from(serverRootCACertificate) }),
      ...(clientCertPair && { cert: Buffer.from(clientCertPair.crt), key: Buffer.from(clientCertPair.key) }),
    },
    onOpen,
  )
}

function splitAddress(address: string): { host: string; port: number } {
  const at = address.lastIndexOf(':')
  return { host: address.slice(0, at).replace(/^\[|\]$/g, ''), port: Number(address.slice(at + 1)) }
}
