import type { WorkflowInterceptors } from '@temporalio/workflow'
import { keepOrigin, withOrigin } from './order/origins.ts'

/**
 * Part of every workflow bundle. Hands what came with a command on to the activities that serve it, in headers, which no
 * replay compares. Nothing here waits: one more await would change the order of commands in recorded histories.
 */
export const interceptors = (): WorkflowInterceptors => ({
  inbound: [
    {
      execute(input, next) {
        keepOrigin(fieldOf(input.args[0], 'createCommandId'), input.headers)
        return next(input)
      },
      handleSignal(input, next) {
        keepOrigin(fieldOf(input.args[0], 'commandId'), input.headers)
        return next(input)
      },
    },
  ],
  outbound: [
    {
      scheduleActivity: (input, next) => next({ ...input, headers: withOrigin(input.headers) }),
      scheduleLocalActivity: (input, next) => next({ ...input, headers: withOrigin(input.headers) }),
    },
  ],
})

/** Signals of support are typed by hand, so anything may come. */
function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined
}
