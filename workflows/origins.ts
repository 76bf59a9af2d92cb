import type { Headers } from '@temporalio/common'
import { AsyncLocalStorage } from '@temporalio/workflow'
import { COMMAND_HEADER } from './messages.ts'

/** The commands under way are fewer by far; of an order that gets thousands, the oldest are forgotten. */
const REMEMBERED = 100

type Payload = Headers[string]

/** What came with each command beside its content: read by nobody here, handed on to the activities that serve it. */
const origins = new Map<string, Payload>()
const served = new AsyncLocalStorage<string | undefined>()

/** Keeps what a message brought with it. Whoever types a signal by hand brings nothing. */
export function keepOrigin(commandId: string | undefined, headers: Headers): void {
  const origin = headers[COMMAND_HEADER]
  if (origin === undefined || commandId === undefined || origins.has(commandId)) return
  origins.set(commandId, origin)
  const [oldest] = origins.keys()
  if (origins.size > REMEMBERED && oldest !== undefined) origins.delete(oldest)
}

/** Does something in the name of a command: every activity that it starts, then or later, is told which one. */
export function onBehalfOf<T>(commandId: string | undefined, work: () => T): T {
  return origins.size === 0 ? work() : served.run(commandId, work)
}

/** The headers of an activity that is about to be scheduled. */
export function withOrigin(headers: Headers): Headers {
  if (origins.size === 0) return headers
  const commandId = served.getStore()
  const origin = commandId === undefined ? undefined : origins.get(commandId)
  return origin === undefined ? headers : { ...headers, [COMMAND_HEADER]: origin }
}
