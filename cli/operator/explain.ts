import { TemporalUnreachable } from '../../api/temporal/port.ts'
import { ConfigurationError } from '../../config/readSettings.ts'
import { EXIT, Refused, type Said, said } from './exit.ts'

/** Codes with which the driver says that it found no database. */
const NO_DATABASE: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'ETIMEDOUT',
  'ECONNRESET',
  'CONNECT_TIMEOUT',
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  '28P01',
  '3D000',
  '57P03',
])

/** Says of a failure what happened and what to do. What nobody has foreseen is thrown on. */
export function explain(error: unknown): Said {
  const { code, message, exit } = refusalIn(error)
  return said(message, { error: { code, message } }, exit)
}

function refusalIn(error: unknown): Refused {
  if (error instanceof Refused) return error
  if (error instanceof ConfigurationError) return new Refused('CONFIGURATION', error.message, EXIT.usage)
  if (error instanceof TemporalUnreachable) {
    const sent = error.delivery === 'unknown' ? ' Whether it was accepted is not known: look at the order first.' : ''
    const what = `Temporal cannot be reached. Check that it runs and TEMPORAL_ADDRESS.${sent}`
    return new Refused('TEMPORAL_UNREACHABLE', what, EXIT.unreachable)
  }
  const code = codeOf(error)
  if (code !== null && NO_DATABASE.has(code)) {
    const what = `Postgres cannot be reached (${code}). Check that it runs and DATABASE_URL.`
    return new Refused('DATABASE_UNREACHABLE', what, EXIT.unreachable)
  }
  throw error
}

function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null
}
