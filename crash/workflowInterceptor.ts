import { proxySinks, type WorkflowInterceptors } from '@temporalio/workflow'
import type { CrashSinks } from './workflowCrashes.ts'

/**
 * Becomes part of the workflow bundle of a worker that was started to be killed. A workflow cannot end its process; what
 * it tells a sink is acted on in the worker, after the workflow has dealt with the signal and before Temporal hears of it.
 */
export const interceptors = (): WorkflowInterceptors => ({
  inbound: [
    {
      async handleSignal(input, next) {
        await next(input)
        proxySinks<CrashSinks>().crash.signalTaken(input.signalName)
      },
    },
  ],
})
