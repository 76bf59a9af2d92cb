import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Answer, Order } from './messages.ts'

/** Listeners of the event stream, in a process of their own. */
export type Crowd = {
  /** Resolves when every listener has heard the event, with the moments at which each did. */
  hear(eventId: string): Promise<readonly number[]>
  leave(): Promise<void>
}

const CONNECT_LIMIT_MS = 120_000
const HEAR_LIMIT_MS = 60_000

export async function gatherCrowd(stack: { apiUrl: string; apiKey: string }, count: number): Promise<Crowd> {
  const child = fork(fileURLToPath(new URL('./listeners.ts', import.meta.url)), [], {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const told = new Set<string>()
  const waiting = new Set<(answer: Answer) => void>()
  child.on('message', (answer: Answer) => {
    if ('all' in answer) told.add(answer.all)
    for (const take of waiting) take(answer)
  })
  const ask = (order: Order) => void child.send(order)
  const next = <T extends Answer>(limitMs: number, isIt: (answer: Answer) => answer is T) =>
    new Promise<T>((resolve, reject) => {
      const end = (act: () => void) => {
        clearTimeout(timer)
        waiting.delete(take)
        child.off('exit', died)
        act()
      }
      const take = (answer: Answer) => void (isIt(answer) && end(() => resolve(answer)))
      const died = () => end(() => reject(new Error('The listeners ended; their last words are above')))
      const timer = setTimeout(
        () => end(() => reject(new Error(`The listeners were silent for ${limitMs} ms`))),
        limitMs,
      )
      waiting.add(take)
      child.once('exit', died)
    })

  const connected = next(
    CONNECT_LIMIT_MS,
    (answer): answer is Extract<Answer, { connected: number }> => 'connected' in answer,
  )
  ask({ listen: { apiUrl: stack.apiUrl, apiKey: stack.apiKey, count } })
  await connected
  return {
    async hear(eventId) {
      const isAll = (answer: Answer): answer is Extract<Answer, { all: string }> =>
        'all' in answer && answer.all === eventId
      if (!told.has(eventId)) await next(HEAR_LIMIT_MS, isAll)
      const isTimes = (answer: Answer): answer is Extract<Answer, { heard: string }> =>
        'heard' in answer && answer.heard === eventId
      const times = next(HEAR_LIMIT_MS, isTimes)
      ask({ tell: eventId })
      return (await times).atMs
    },
    async leave() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const exited = once(child, 'exit')
      child.kill('SIGTERM')
      await exited
    },
  }
}
