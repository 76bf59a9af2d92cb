/**
 * The network takes one pending transaction per account well and more of them badly: two built from the same sequence
 * number cannot both apply. So steps of one process take turns per source account, from build to result.
 * Other processes are not seen here; the network's answer to a used sequence number covers them.
 */
export type AccountQueue = {
  /** Waits for the account's turn. A holder that already has it goes on at once. */
  acquire(address: string, holder: string, signal?: AbortSignal): Promise<void>
  /** Takes the account only if nobody else has it: for an envelope that exists already and may be sent at any time. */
  tryAcquire(address: string, holder: string): boolean
  release(address: string, holder: string): void
  holder(address: string): string | null
  /** How many steps hold the account or wait for it. */
  load(address: string): number
}

export class QueueFull extends Error {
  override readonly name = 'QueueFull'
}

export class TurnTimeout extends Error {
  override readonly name = 'TurnTimeout'
}

export type QueueLimits = {
  /** A holder that shows no life for so long has lost its turn; its envelope may still be sent. */
  readonly leaseMs: number
  readonly maxWaiting: number
  readonly maxWaitMs: number
}

type Waiter = { readonly holder: string; wake(): void }
type Turn = { holder: string; lease: NodeJS.Timeout | undefined; readonly waiting: Waiter[] }
type Queue = { readonly limits: QueueLimits; readonly turns: Map<string, Turn> }

export function createAccountQueue(limits: QueueLimits): AccountQueue {
  const queue: Queue = { limits, turns: new Map() }
  return {
    tryAcquire: (address, holder) => tryAcquire(queue, address, holder),
    async acquire(address, holder, signal) {
      signal?.throwIfAborted()
      if (!tryAcquire(queue, address, holder)) await waitForTurn(queue, address, holder, signal)
    },
    release(address, holder) {
      const turn = queue.turns.get(address)
      if (turn?.holder === holder) pass(queue, address, turn)
    },
    holder: (address) => queue.turns.get(address)?.holder ?? null,
    load(address) {
      const turn = queue.turns.get(address)
      return turn === undefined ? 0 : 1 + turn.waiting.length
    },
  }
}

function tryAcquire(queue: Queue, address: string, holder: string): boolean {
  const turn = queue.turns.get(address) ?? { holder, lease: undefined, waiting: [] }
  if (turn.holder !== holder) return false
  queue.turns.set(address, turn)
  grant(queue, address, turn, holder)
  return true
}

function grant(queue: Queue, address: string, turn: Turn, holder: string): void {
  clearTimeout(turn.lease)
  turn.holder = holder
  turn.lease = setTimeout(() => pass(queue, address, turn), queue.limits.leaseMs).unref()
}

function pass(queue: Queue, address: string, turn: Turn): void {
  const next = turn.waiting.shift()
  if (next === undefined) {
    clearTimeout(turn.lease)
    queue.turns.delete(address)
    return
  }
  grant(queue, address, turn, next.holder)
  next.wake()
}

function waitForTurn(queue: Queue, address: string, holder: string, signal: AbortSignal | undefined): Promise<void> {
  const waiting = queue.turns.get(address)?.waiting ?? []
  const { maxWaiting, maxWaitMs } = queue.limits
  if (waiting.length >= maxWaiting)
    throw new QueueFull(`${waiting.length} steps already wait for the account ${address}`)
  return new Promise((resolve, reject) => {
    const waiter: Waiter = {
      holder,
      wake() {
        stopWaiting()
        resolve()
      },
    }
    const leave = (reason: unknown): void => {
      stopWaiting()
      waiting.splice(waiting.indexOf(waiter), 1)
      reject(reason)
    }
    const onAbort = (): void => leave(signal?.reason)
    const timeout = new TurnTimeout(`The account ${address} stayed busy for ${maxWaitMs} ms`)
    const timer = setTimeout(() => leave(timeout), maxWaitMs)
    const stopWaiting = (): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
    }
    signal?.addEventListener('abort', onAbort, { once: true })
    waiting.push(waiter)
  })
}
