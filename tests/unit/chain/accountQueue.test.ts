import { describe, expect, it, vi } from 'vitest'
import { createAccountQueue, QueueFull, TurnTimeout } from '../../../chain/step/accountQueue.ts'

const LIMITS = { leaseMs: 1_000, maxWaiting: 2, maxWaitMs: 500 }

describe('the turns of an account', () => {
  it('come one after the other in the order of asking', async () => {
    const queue = createAccountQueue(LIMITS)
    const order: string[] = []
    await queue.acquire('A', 'first')
    const waiting = ['second', 'third'].map(async (holder) => {
      await queue.acquire('A', holder)
      order.push(holder)
      queue.release('A', holder)
    })
    expect(order).toEqual([])
    queue.release('A', 'first')
    await Promise.all(waiting)
    expect(order).toEqual(['second', 'third'])
    expect(queue.load('A')).toBe(0)
  })

  it('do not hold up another account', async () => {
    const queue = createAccountQueue(LIMITS)
    await queue.acquire('A', 'first')
    await expect(queue.acquire('B', 'second')).resolves.toBeUndefined()
  })

  it('are kept by a holder that asks again, and only that holder can give them back', async () => {
    const queue = createAccountQueue(LIMITS)
    await queue.acquire('A', 'first')
    await queue.acquire('A', 'first')
    queue.release('A', 'stranger')
    expect(queue.tryAcquire('A', 'second')).toBe(false)
    queue.release('A', 'first')
    expect(queue.tryAcquire('A', 'second')).toBe(true)
  })

  it('refuse one waiter too many at once', async () => {
    const queue = createAccountQueue(LIMITS)
    await queue.acquire('A', 'first')
    const waiting = [queue.acquire('A', 'second'), queue.acquire('A', 'third')]
    await expect(queue.acquire('A', 'fourth')).rejects.toBeInstanceOf(QueueFull)
    expect(queue.load('A')).toBe(3)
    queue.release('A', 'first')
    await waiting[0]
    queue.release('A', 'second')
    await waiting[1]
  })

  it('let a waiter go when its caller stops, without losing the place of the next', async () => {
    const queue = createAccountQueue(LIMITS)
    await queue.acquire('A', 'first')
    const stop = new AbortController()
    const stopped = queue.acquire('A', 'second', stop.signal)
    const next = queue.acquire('A', 'third')
    stop.abort(new Error('cancelled by the test'))
    await expect(stopped).rejects.toThrow('cancelled by the test')
    queue.release('A', 'first')
    await expect(next).resolves.toBeUndefined()
  })

  it('end for a waiter after its longest wait, and for a holder that shows no life after its lease', async () => {
    vi.useFakeTimers()
    try {
      const queue = createAccountQueue(LIMITS)
      await queue.acquire('A', 'first')
      const tooLong = expect(queue.acquire('A', 'second')).rejects.toBeInstanceOf(TurnTimeout)
      await vi.advanceTimersByTimeAsync(500)
      await tooLong
      const patient = queue.acquire('A', 'third')
      await vi.advanceTimersByTimeAsync(499)
      expect(queue.tryAcquire('A', 'third')).toBe(false)
      await vi.advanceTimersByTimeAsync(1)
      await patient
      expect(queue.load('A')).toBe(1)
    } finally {
      vi.useRealTimers()
    }
  })
})
