import { defineConfig } from 'vitest/config'

const QUICK = ['tests/unit/**/*.test.ts', 'tests/sdk/unit/**/*.test.ts', 'tests/sandbox/*Release*.test.ts']
/** Whole stacks that are killed, timed or counted: with others at work beside them, the figures would say nothing. */
const TRIALS = ['tests/crash/**/*.test.ts', 'tests/chaos/**/*.test.ts', 'tests/bench/**/*.test.ts']

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: QUICK, testTimeout: 10_000 } },
      {
        test: {
          name: 'integration',
          include: ['tests/**/*.test.ts'],
          exclude: [...QUICK, ...TRIALS],
          globalSetup: 'tests/setup/globalSetup.ts',
          // The Temporal SDK loads a native library, which is at home in a process of its own.
          pool: 'forks',
          maxWorkers: 2,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'trials',
          include: TRIALS,
          globalSetup: 'tests/setup/globalSetup.ts',
          pool: 'forks',
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
