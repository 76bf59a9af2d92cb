import type { Logger } from 'pino'

/** What the Postgres driver throws from a timer when it writes into a connection that was lost (porsager/postgres #1208). */
const DRIVER_LOST_CONNECTION = /\bnextWrite\b[\s\S]*\bconnection\.js\b/

/**
 * Ends the process with one clear line when something fails where nobody can catch it. What it was doing is in an unknown
 * state then, and everything that counts is in Postgres and Temporal: whoever supervises the process starts it again.
 */
export function dieClearly(log: Logger): void {
  const die = (error: unknown) => {
    log.fatal({ err: error }, sentenceFor(error))
    process.exit(1)
  }
  process.on('uncaughtException', die)
  process.on('unhandledRejection', die)
}

function sentenceFor(error: unknown): string {
  if (error instanceof TypeError && DRIVER_LOST_CONNECTION.test(error.stack ?? '')) {
    return 'The Postgres driver broke on a lost connection, so this process ends and has to be started again. Nothing is lost'
  }
  return 'Something failed that nothing catches, so this process ends and has to be started again. Accepted work is not lost'
}
