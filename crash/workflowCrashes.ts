import { fileURLToPath } from 'node:url'
import type { InjectedSinks, WorkerOptions } from '@temporalio/worker'
import type { Sinks } from '@temporalio/workflow'
import { crashPoint, isArmed } from './crashPoint.ts'
import { BUNDLE_VARIABLE } from './variables.ts'

export interface CrashSinks extends Sinks {
  crash: { signalTaken(signalName: string): void }
}

const sinks: InjectedSinks<CrashSinks> = {
  crash: {
    signalTaken: {
      fn: ({ workflowId }, signalName) => crashPoint('workflow.signal.after', `${workflowId}:${signalName}`),
      callDuringReplay: false,
    },
  },
}

export const workflowInterceptor = fileURLToPath(new URL('workflowInterceptor.ts', import.meta.url))

/** What a worker needs so that its workflows have a crash point too: nothing, unless it was started to be killed. */
export function workflowCrashes(): Pick<WorkerOptions, 'interceptors' | 'sinks' | 'workflowBundle'> {
  if (!isArmed) return {}
  const codePath = process.env[BUNDLE_VARIABLE]
  if (codePath) return { workflowBundle: { codePath }, sinks }
  return { interceptors: { workflowModules: [workflowInterceptor] }, sinks }
}
