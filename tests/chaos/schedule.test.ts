import { describe, expect, test } from 'vitest'
import { PATHS } from '../../cli/chaos/plan/paths.ts'
import { describeStrike, planStrikes, TARGETS } from '../../cli/chaos/plan/strikes.ts'
import { taskAt, USERS } from '../../cli/chaos/plan/tasks.ts'

describe('the schedule of kills', () => {
  test('is the same for the same seed, and another for another seed', () => {
    expect(planStrikes('7', 200)).toEqual(planStrikes('7', 200))
    expect(planStrikes('7', 200)).not.toEqual(planStrikes('8', 200))
  })

  test('of more kills begins with the schedule of fewer', () => {
    expect(planStrikes('7', 200).slice(0, 20)).toEqual(planStrikes('7', 20))
  })

  test('goes forward by work done, and strikes every target, some of them together', () => {
    const strikes = planStrikes('1', 20)
    const moments = strikes.map(({ atAnswers }) => atAnswers)
    expect(moments).toEqual(moments.toSorted((one, other) => one - other))
    expect(new Set(moments).size).toBe(20)
    expect(new Set(strikes.map(({ shots }) => shots[0].target))).toEqual(new Set(TARGETS))
    expect(strikes.some(({ shots }) => shots.length > 1)).toBe(true)
  })

  test('never kills one process twice in the same instant', () => {
    for (const { shots } of planStrikes('3', 500)) {
      const atOnce = shots.filter(({ afterMs }) => afterMs === 0).map(({ target }) => target)
      expect(new Set(atOnce).size).toBe(atOnce.length)
    }
  })

  test('is told in words', () => {
    const shots = [
      { target: 'postgresBackend', afterMs: 0 },
      { target: 'api', afterMs: 0 },
      { target: 'worker', afterMs: 300 },
    ] as const
    expect(describeStrike({ atAnswers: 1, shots: [shots[0], shots[1], shots[2]] })).toBe(
      'one backend of postgres and api; 300 ms later worker',
    )
  })
})

describe('the load of a seed', () => {
  const tasks = (seed: string, count: number) => Array.from({ length: count }, (_, index) => taskAt(seed, index))

  test('is the same for the same seed, and another for another seed', () => {
    expect(tasks('7', 100)).toEqual(tasks('7', 100))
    expect(tasks('7', 100)).not.toEqual(tasks('8', 100))
  })

  test('takes every path once before it takes one twice', () => {
    const names = Object.keys(PATHS)
    expect(
      tasks('7', names.length)
        .map(({ order }) => order.path)
        .toSorted(),
    ).toEqual(names.toSorted())
  })

  test('has all kinds of callers, and parties that differ', () => {
    const all = tasks('7', 300)
    const habits = all.flatMap(({ order }) => [order.creation, ...order.groups.flat().map(({ habit }) => habit)])
    expect(new Set(habits.map(({ copies }) => copies))).toEqual(new Set([1, 2, 3]))
    expect(new Set(habits.map(({ prefer }) => prefer))).toEqual(new Set([null, 'respond-async', 'wait=1']))
    expect(habits.some(({ hangUpAfterMs }) => hangUpAfterMs !== null)).toBe(true)
    expect(all.some(({ order }) => order.hasTwin)).toBe(true)
    expect(all.some(({ order }) => order.isPoor)).toBe(true)
    for (const { order } of all) {
      expect(order.seller).not.toBe(order.buyer)
      expect(order.seller).toBeLessThan(USERS)
    }
  })
})
