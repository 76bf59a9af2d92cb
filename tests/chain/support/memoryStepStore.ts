import type { AttemptSettlement, StepStore, StoredAttempt } from '../../../chain/step/store.ts'

/** Keeps attempts in memory under the rules of the real store. It outlives the engines that use it, like a database. */
export type MemoryStepStore = StepStore & { attemptsOf(stepKey: string): readonly StoredAttempt[] }

export function createMemoryStepStore(): MemoryStepStore {
  const steps = new Map<string, StoredAttempt[]>()
  const attemptsOf = (stepKey: string): StoredAttempt[] => steps.get(stepKey) ?? []
  return {
    attemptsOf,
    async latest(stepKey) {
      return attemptsOf(stepKey).at(-1) ?? null
    },
    async insert(attempt) {
      const attempts = attemptsOf(attempt.stepKey)
      const existing = attempts.find((candidate) => candidate.attempt === attempt.attempt)
      if (existing !== undefined) return existing
      steps.set(attempt.stepKey, [...attempts, attempt])
      return attempt
    },
    async settle(stepKey: string, number: number, settled: AttemptSettlement) {
      const attempts = attemptsOf(stepKey)
      const index = attempts.findIndex((candidate) => candidate.attempt === number)
      const attempt = attempts[index]
      if (attempt === undefined) throw new Error(`There is no attempt ${number} of ${stepKey}`)
      if (attempt.status !== 'PREPARED') throw new Error(`Attempt ${number} of ${stepKey} is settled already`)
      steps.set(stepKey, attempts.with(index, { ...attempt, ...settled }))
    },
  }
}
