import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { fallen, RECORDED, risen } from '../../../bench/cost.ts'
import { distributionOf, percentile } from '../../../bench/figures/distribution.ts'
import { alternate } from '../../../bench/figures/pairs.ts'
import { spreadOf } from '../../../bench/figures/spread.ts'
import { steadyRate } from '../../../bench/figures/steadyRate.ts'
import { fewest, since, total } from '../../../bench/perOrder/statements.ts'
import { planOf } from '../../../bench/throughput/bare/planOf.ts'

describe('percentiles of what was measured', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => index + 1)

  it('are samples: of a hundred the fiftieth and the ninety-ninth', () => {
    expect(percentile(hundred, 0.5)).toBe(50)
    expect(percentile(hundred, 0.99)).toBe(99)
    expect(percentile(hundred, 1)).toBe(100)
  })

  it('do not depend on the order of the samples, and say how many there were', () => {
    expect(distributionOf(hundred.toReversed())).toEqual({ n: 100, p50: 50, p99: 99, max: 100 })
  })

  it('of a single sample are that sample, and of none there are none', () => {
    expect(distributionOf([7])).toEqual({ n: 1, p50: 7, p99: 7, max: 7 })
    expect(() => distributionOf([])).toThrow('at least one sample')
  })

  it('of several rounds are the middle one with the two ends', () => {
    expect(spreadOf([3, 1, 2])).toEqual({ n: 3, median: 2, min: 1, max: 3 })
  })
})

describe('pairs', () => {
  it('are taken in turn, with the other one first every second time, and their ratio within each pair', async () => {
    const taken: string[] = []
    const take = (name: string, figures: number[]) => async () => {
      taken.push(name)
      return figures.shift() ?? 0
    }
    const pairs = await alternate(3, take('ours', [10, 30, 20]), take('theirs', [20, 30, 80]))
    expect(taken).toEqual(['ours', 'theirs', 'theirs', 'ours', 'ours', 'theirs'])
    expect(pairs.ratio).toEqual({ n: 3, median: 0.5, min: 0.25, max: 1 })
  })
})

describe('a steady rate', () => {
  it('counts what is finished in the window, also when one piece of work takes longer than the window', async () => {
    const rate = await steadyRate({ workers: 4, warmUpMs: 1, windowMs: 1 }, () => delay(5))
    expect(rate).toBeGreaterThan(0)
  })

  it('ends with the failure of the first piece of work that fails', async () => {
    const work = () => Promise.reject(new Error('no money'))
    await expect(steadyRate({ workers: 2, warmUpMs: 60_000, windowMs: 60_000 }, work)).rejects.toThrow('no money')
  })
})

describe('statements of several orders', () => {
  it('count as often as in the order that needed them least', () => {
    const counts = [
      new Map([
        ['select 1', 3],
        ['select 2', 1],
      ]),
      new Map([['select 1', 2]]),
    ]
    expect(fewest(counts)).toEqual(new Map([['select 1', 2]]))
    expect(total(fewest(counts))).toBe(2)
  })

  it('are the difference of two counts', () => {
    expect(since(new Map([['a', 1]]), new Map(Object.entries({ a: 1, b: 2 })))).toEqual(new Map([['b', 2]]))
  })
})

describe('a bare order', () => {
  it('has the signals of the real one, and between them as many activities', () => {
    const signal = { workflowExecutionSignaledEventAttributes: {} }
    const local = { markerRecordedEventAttributes: { markerName: 'core_local_activity' } }
    const other = { markerRecordedEventAttributes: { markerName: 'Version' } }
    const regular = { activityTaskScheduledEventAttributes: {} }
    expect(planOf({ events: [{}, local, signal, local, other, regular, regular, signal] })).toEqual([
      { local: 1, regular: 0 },
      { local: 1, regular: 2 },
      { local: 0, regular: 0 },
    ])
  })
})

describe('the recorded cost of an order', () => {
  it('is kept by an order that takes exactly as much', () => {
    expect(risen('released', RECORDED.released)).toEqual([])
    expect(fallen('released', RECORDED.released)).toEqual([])
  })

  it('is broken by one activity more: what rose, by how much, and what to do', () => {
    const [sentence, ...others] = risen('split', { ...RECORDED.split, activities: RECORDED.split.activities + 1 })
    expect(others).toEqual([])
    expect(sentence).toContain('disputed and split takes 6 activities instead of 5 (+1)')
    expect(sentence).toContain('bench/cost.ts')
  })

  it('is not broken by an order that takes less, which is told instead', () => {
    const cheaper = { ...RECORDED.released, sqlRoundTrips: 10 }
    expect(risen('released', cheaper)).toEqual([])
    expect(fallen('released', cheaper)).toEqual([
      `released: 10 SQL round trips, recorded are ${RECORDED.released.sqlRoundTrips}`,
    ])
  })
})
