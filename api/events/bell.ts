/** A bell that one loop waits for: rings that come while nobody waits are remembered as one. */
export type Bell = { ring(): void; wait(timeoutMs: number): Promise<void> }

export function createBell(): Bell {
  let rung = false
  let answer: (() => void) | null = null
  return {
    ring() {
      rung = true
      answer?.()
    },
    async wait(timeoutMs) {
      if (!rung) {
        const { promise, resolve } = Promise.withResolvers<void>()
        const timer = setTimeout(resolve, timeoutMs)
        timer.unref()
        answer = resolve
        await promise
        clearTimeout(timer)
        answer = null
      }
      rung = false
    },
  }
}
