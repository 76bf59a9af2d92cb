import type { WorkerDeploymentOptions } from '@temporalio/worker'
import type { WorkerConfig } from '../config/load.ts'

/** What the releases of our workers are called together in Temporal. */
export const DEPLOYMENT_NAME = 'offerhub'

/**
 * With a build id Temporal gives work only to the release that was made current, and every order moves to it with its next
 * step: docs/decisions/0016-orders-move-to-the-current-release.md says why none stays behind.
 */
export function releaseOptions({ buildId }: Pick<WorkerConfig, 'buildId'>): {
  workerDeploymentOptions?: WorkerDeploymentOptions
} {
  if (buildId === undefined) return {}
  return {
    workerDeploymentOptions: {
      useWorkerVersioning: true,
      version: { deploymentName: DEPLOYMENT_NAME, buildId },
      defaultVersioningBehavior: 'AUTO_UPGRADE',
    },
  }
}
