import { fileURLToPath } from 'node:url'
import type { WorkerOptions } from '@temporalio/worker'
import type { WorkerConfig } from '../config/load.ts'

export const WORKFLOWS = fileURLToPath(new URL('../workflows/index.ts', import.meta.url))

/** The workflows as they were bundled when the image was built; without that they are bundled now, which takes seconds. */
export function workflowCode({
  workflowBundle,
}: Pick<WorkerConfig, 'workflowBundle'>): Pick<WorkerOptions, 'workflowBundle' | 'workflowsPath'> {
  return workflowBundle === undefined ? { workflowsPath: WORKFLOWS } : { workflowBundle: { codePath: workflowBundle } }
}
