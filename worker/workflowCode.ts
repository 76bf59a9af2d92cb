import { fileURLToPath } from 'node:url'
import type { WorkerInterceptors, WorkerOptions } from '@temporalio/worker'
import type { WorkerConfig } from '../config/load.ts'
import { workflowCrashes } from '../crash/workflowCrashes.ts'

export const WORKFLOWS = fileURLToPath(new URL('../workflows/index.ts', import.meta.url))
/** What every bundle of the workflows has beside them. */
export const WORKFLOW_INTERCEPTORS = fileURLToPath(new URL('../workflows/interceptors.ts', import.meta.url))

type Bundled = Pick<WorkerConfig, 'workflowBundle'>

/** The workflows as they were bundled when the image was built; without that they are bundled now, which takes seconds. */
export function workflowCode({ workflowBundle }: Bundled): Pick<WorkerOptions, 'workflowBundle' | 'workflowsPath'> {
  return workflowBundle === undefined ? { workflowsPath: WORKFLOWS } : { workflowBundle: { codePath: workflowBundle } }
}

/** What is bundled beside the workflows now; a bundle that was made before brings its own. */
export function workflowInterceptors({ workflowBundle }: Bundled): WorkerInterceptors {
  const { workflowBundle: crashing, interceptors: crashes } = workflowCrashes()
  if (workflowBundle !== undefined || crashing !== undefined) return {}
  return { workflowModules: [WORKFLOW_INTERCEPTORS, ...(crashes?.workflowModules ?? [])] }
}
