import { proxySinks, type Sinks, type WorkflowInterceptors } from '@temporalio/workflow'

/** What a replayed order tells: each activity that its history has an answer for. */
export interface ReportingSinks extends Sinks {
  reporting: { did(activity: string, args: unknown[], result: unknown): void }
}

const { reporting } = proxySinks<ReportingSinks>()

/** Not async: it must not take a turn more than the run that is replayed did. */
function report(activity: string, args: unknown[], answer: Promise<unknown>): Promise<unknown> {
  void answer.then(
    (result) => reporting.did(activity, args, result),
    () => undefined,
  )
  return answer
}

/** Runs inside the workflow while its history is replayed; no activity runs then. */
export const interceptors = (): WorkflowInterceptors => ({
  outbound: [
    {
      scheduleActivity: (input, next) => report(input.activityType, input.args, next(input)),
      scheduleLocalActivity: (input, next) => report(input.activityType, input.args, next(input)),
    },
  ],
})
