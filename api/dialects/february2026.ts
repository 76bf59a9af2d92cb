import type { Dialect } from './dialect.ts'

/** The language that the routes themselves speak: what callers get who ask for no version. */
export const february2026: Dialect = {
  version: '2026-02-25',
  translate: async (_shape, answer) => answer,
  eventName: (eventType) => eventType,
}
