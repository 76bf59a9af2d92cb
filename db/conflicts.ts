import postgres from 'postgres'

const SERIALIZATION_FAILURE = '40001'
const DEADLOCK_DETECTED = '40P01'
const UNIQUE_VIOLATION = '23505'
const FOREIGN_KEY_VIOLATION = '23503'
const RESTRICT_VIOLATION = '23001'
const ATTEMPTS = 5

/** Runs it again when Postgres chose it as the loser of a deadlock: nothing of it was kept, so it may simply be repeated. */
export async function retryConflicts<T>(run: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await run()
    } catch (error) {
      const lost = codeOf(error) === SERIALIZATION_FAILURE || codeOf(error) === DEADLOCK_DETECTED
      if (!lost || attempt === ATTEMPTS) throw error
    }
  }
}

/** Tells whether Postgres refused a row because another one has the same key; of this constraint, if one is named. */
export function isDuplicate(error: unknown, constraint?: string): boolean {
  return codeOf(error) === UNIQUE_VIOLATION && (constraint === undefined || constraintOf(error) === constraint)
}

/** The foreign key that a refused row points nowhere with, or null. */
export function missingReference(error: unknown): string | null {
  return codeOf(error) === FOREIGN_KEY_VIOLATION ? constraintOf(error) : null
}

/** The rule of ours by which a trigger refused a row, or null. */
export function brokenRule(error: unknown): string | null {
  return codeOf(error) === RESTRICT_VIOLATION ? constraintOf(error) : null
}

function codeOf(error: unknown): string | null {
  return error instanceof postgres.PostgresError ? error.code : null
}

function constraintOf(error: unknown): string | null {
  return error instanceof postgres.PostgresError ? (error.constraint_name ?? null) : null
}
