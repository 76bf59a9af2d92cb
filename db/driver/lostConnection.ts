/** With these the server ends a session that it had opened. */
const SESSION_ENDED = [
  '25P03', // idle_in_transaction_session_timeout
  '57P01', // admin_shutdown
  '57P02', // crash_shutdown
  '57P05', // idle_session_timeout
]

/** What the driver or the server says when a connection is gone, as against a statement that is wrong. */
const CONNECTION_LOST: ReadonlySet<string> = new Set([
  'CONNECTION_CLOSED',
  'CONNECTION_DESTROYED',
  'CONNECTION_ENDED',
  'CONNECT_TIMEOUT',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  ...SESSION_ENDED,
  '57P03', // cannot_connect_now
])

/** Whether a statement failed because its connection did: nothing can be sent on that one any more. */
export function isConnectionLost(error: unknown): boolean {
  const code = codeOf(error)
  return code !== undefined && CONNECTION_LOST.has(code)
}

/** Whether the server said that it ends the session. */
export function isSessionEnd(error: unknown): boolean {
  const code = codeOf(error)
  return code !== undefined && SESSION_ENDED.includes(code)
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

/** What a statement gets that came after its transaction's connection was lost. */
export class TransactionLost extends Error {
  override readonly name = 'TransactionLost'
  readonly code = 'CONNECTION_CLOSED'

  constructor() {
    super('The connection of this transaction was lost, so it was rolled back. Nothing of it is kept; repeat it whole.')
  }
}
