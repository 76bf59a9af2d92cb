import { ConfigurationError } from '../config/readSettings.ts'

/**
 * Reads the configuration of a process. A wrong one ends the process: it is a list for a person to
 * work through, which a stack would bury.
 */
export function readConfig<T>(read: (environment: NodeJS.ProcessEnv) => T, environment: NodeJS.ProcessEnv): T {
  try {
    return read(environment)
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exit(1)
  }
}
