import type { WorkflowInterceptors } from '@temporalio/workflow'
import { commandIdIn } from './messages.ts'
import { keepOrigin, withOrigin } from './origins.ts'

/**
 * Part of every workflow bundle. Hands what came with a command on to the activities that serve it, in headers, which no
 * replay compares. Nothing here waits: one more await would change the order of commands in recorded histories.
 */
export const interceptors = (): WorkflowInterceptors => ({
  inbound: [
    {
      execute(input, next) {
        keepOrigin(commandIdIn(input.args[0]), input.headers)
        return next(input)
      },
      handleSignal(input, next) {
        keepOrigin(commandIdIn(input.args[0]), input.headers)
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
