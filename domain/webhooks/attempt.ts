/** Why an attempt did not deliver, in words that say nothing about networks but what the endpoint's owner wrote. */
export const ATTEMPT_ERRORS = {
  http_status: 'The endpoint answered with a status that is not 2xx.',
  redirect: 'The endpoint answered with a redirect. Redirects are not followed: give the address that it leads to.',
  gone: 'The endpoint answered 410, which says that it wants no more. It was disabled.',
  timeout: 'There was no complete answer within 15 seconds.',
  dns: 'The name of the host was not found.',
  address_refused: 'The name of the host leads to an address that is not on the public internet.',
  url_refused: 'The URL may not be called: it must be https on the public internet.',
  connection_refused: 'The host refused the connection.',
  connection_lost: 'The connection ended before there was an answer.',
  tls: 'No encrypted connection came about. Look at the certificate of the host.',
  bad_answer: 'What came back is no HTTP answer.',
  secret_missing: 'The key that the secret is made with is not in WEBHOOK_KEYS. Put it back, or rotate the secret.',
} as const

export type AttemptError = keyof typeof ATTEMPT_ERRORS
export const ATTEMPT_ERROR_NAMES = Object.keys(ATTEMPT_ERRORS) as readonly AttemptError[]

/** What is written down of one attempt. */
export type AttemptResult = {
  readonly startedAtMs: number
  readonly durationMs: number
  readonly httpStatus: number | null
  readonly error: AttemptError | null
  /** The beginning of the answer, as text that is safe to show. */
  readonly responseBody: string | null
  /** Until when the endpoint asks to be left alone. */
  readonly retryAfterMs: number | null
}
