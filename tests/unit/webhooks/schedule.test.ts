import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  GIVEN_UP_LIMIT,
  isFailing,
  MAX_JITTER,
  MAX_RETRY_AFTER_MS,
  nextStep,
  PATIENCE_MS,
  WAITS_MS,
} from '../../../domain/webhooks/schedule.ts'

const HOUR_MS = 3_600_000
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
const attempt = fc.integer({ min: 1, max: 40 })
const failure = fc.oneof(
  fc.constant(null),
  fc.integer({ min: 300, max: 599 }).filter((code) => code !== 410),
)
const retryAfter = fc.option(fc.integer({ min: 0, max: 10 ** 12 }))

describe('the schedule of a delivery', () => {
  it('begins at once and takes about three days', () => {
    const total = WAITS_MS.reduce((sum, wait) => sum + wait, 0)
    expect(WAITS_MS[0]).toBe(0)
    expect(total / HOUR_MS).toBeGreaterThan(72)
    expect(total / HOUR_MS).toBeLessThan(80)
    expect([...WAITS_MS].sort((a, b) => a - b)).toEqual(WAITS_MS)
  })

  it('ends with an answer of 2xx, whichever attempt it is', () => {
    fc.assert(
      fc.property(attempt, fc.integer({ min: 200, max: 299 }), retryAfter, random, (n, httpStatus, retryAfterMs, r) => {
        expect(nextStep(n, { httpStatus, retryAfterMs }, r)).toEqual({ kind: 'delivered' })
      }),
    )
  })

  it('ends with 410, whichever attempt it is', () => {
    fc.assert(
      fc.property(attempt, retryAfter, random, (n, retryAfterMs, r) => {
        expect(nextStep(n, { httpStatus: 410, retryAfterMs }, r)).toEqual({ kind: 'gone' })
      }),
    )
  })

  it('goes on after every other failure exactly as long as there are attempts left', () => {
    fc.assert(
      fc.property(attempt, failure, retryAfter, random, (n, httpStatus, retryAfterMs, r) => {
        const { kind } = nextStep(n, { httpStatus, retryAfterMs }, r)
        expect(kind).toBe(n < WAITS_MS.length ? 'again' : 'givenUp')
      }),
    )
  })

  it('waits for the time of the schedule, at most a tenth longer, unless it is asked for patience', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: WAITS_MS.length - 1 }),
        failure,
        retryAfter,
        random,
        (n, code, asked, r) => {
          const next = nextStep(n, { httpStatus: code, retryAfterMs: asked }, r)
          const scheduledMs = WAITS_MS[n] ?? 0
          const mayAsk = [429, 502, 503, 504].includes(code ?? 0)
          const longestMs = Math.max(
            Math.round(scheduledMs * (1 + MAX_JITTER)),
            mayAsk ? Math.min(asked ?? 0, MAX_RETRY_AFTER_MS) : 0,
          )
          if (next.kind !== 'again') return expect.fail(next.kind)
          expect(next.inMs).toBeGreaterThanOrEqual(scheduledMs)
          expect(next.inMs).toBeLessThanOrEqual(longestMs)
          if (mayAsk) expect(next.inMs).toBeGreaterThanOrEqual(Math.min(asked ?? 0, MAX_RETRY_AFTER_MS))
        },
      ),
    )
  })
})

describe('an endpoint is failing', () => {
  it('when enough was given up and nothing arrived for three days, and not with one of the two', () => {
    const nowMs = 10 * PATIENCE_MS
    const quietSinceMs = nowMs - PATIENCE_MS
    expect(isFailing({ givenUp: GIVEN_UP_LIMIT, quietSinceMs }, nowMs)).toBe(true)
    expect(isFailing({ givenUp: GIVEN_UP_LIMIT - 1, quietSinceMs }, nowMs)).toBe(false)
    expect(isFailing({ givenUp: GIVEN_UP_LIMIT, quietSinceMs: quietSinceMs + 1 }, nowMs)).toBe(false)
  })
})
