import type { AttemptError } from '../../domain/webhooks/attempt.ts'
import { AddressRefused, NameNotFound } from './pinnedAgent.ts'

const BY_CODE: Readonly<Record<string, AttemptError>> = {
  ECONNREFUSED: 'connection_refused',
  ETIMEDOUT: 'timeout',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  UND_ERR_BODY_TIMEOUT: 'timeout',
  UND_ERR_HEADERS_OVERFLOW: 'bad_answer',
  EPROTO: 'tls',
}
/** The codes that Node gives to what is wrong with a certificate, and OpenSSL to what is wrong with the rest. */
const TLS_CODE = /^(ERR_TLS_|ERR_SSL_|CERT_|CRL_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA)/

/**
 * What kept a request from being answered, as one of few kinds. The error's own words stay here: they name addresses,
 * and who owns an endpoint is not to learn from us what a name leads to.
 */
export function failureOf(error: unknown): AttemptError {
  if (error instanceof AddressRefused) return 'address_refused'
  if (error instanceof NameNotFound) return 'dns'
  if (!(error instanceof Error)) return 'connection_lost'
  if (error.name === 'TimeoutError') return 'timeout'
  if (error.name === 'HTTPParserError') return 'bad_answer'
  const code = codeOf(error)
  if (TLS_CODE.test(code)) return 'tls'
  const known = BY_CODE[code]
  if (known !== undefined) return known
  return error.cause instanceof Error ? failureOf(error.cause) : 'connection_lost'
}

/** Where several addresses were tried, that of the last. */
function codeOf(error: Error): string {
  if ('code' in error && typeof error.code === 'string') return error.code
  const last = error instanceof AggregateError ? error.errors.at(-1) : undefined
  return last instanceof Error ? codeOf(last) : ''
}
