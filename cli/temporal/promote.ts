import { type Connection, isGrpcServiceError } from '@temporalio/client'
import { GRPC } from '../../lifecycle/grpcStatus.ts'
import { DEPLOYMENT_NAME } from '../../worker/release.ts'
import { ESCROW_TASK_QUEUE, ORDER_TASK_QUEUE } from '../../workflows/messages.ts'
import { until } from '../demo/until.ts'
import { call } from './call.ts'

/** null stands for workers without a build id. */
export type Promotion = {
  readonly connection: Connection
  readonly namespace: string
  readonly buildId: string | null
  readonly waitMs: number
  readonly say: (sentence: string) => void
}

const IDENTITY = 'temporal:promote'

/** Has Temporal give all work to this release from now on, once its workers are there to take it. Safe to repeat. */
export async function promote(work: Promotion): Promise<void> {
  const { namespace, buildId, waitMs, say } = work
  const current = await readCurrent(work)
  const name = buildId === null ? 'workers without a build id' : `release ${buildId}`
  if (current === buildId) {
    say(`Temporal gives all work to ${name} already.`)
    return
  }
  if (buildId !== null) {
    await until(waitMs, `a worker of release ${buildId}. Is one running with WORKER_BUILD_ID=${buildId}?`, () =>
      hasWorkers(work, buildId),
    )
  }
  const before = current === null ? 'workers without a build id' : `release ${current}`
  await call(work, ({ workflowService }) =>
    workflowService.setWorkerDeploymentCurrentVersion({
      namespace,
      deploymentName: DEPLOYMENT_NAME,
      buildId: buildId ?? '',
      identity: IDENTITY,
      // Workers without a build id cannot be seen by the deployment.
      ignoreMissingTaskQueues: buildId === null,
    }),
  )
  say(`Temporal gives all work to ${name} from now on; it was ${before}. Open orders move with their next step.`)
}

async function readCurrent(work: Promotion): Promise<string | null> {
  try {
    const { workerDeploymentInfo } = await call(work, ({ workflowService }) =>
      workflowService.describeWorkerDeployment({ namespace: work.namespace, deploymentName: DEPLOYMENT_NAME }),
    )
    return workerDeploymentInfo?.routingConfig?.currentDeploymentVersion?.buildId || null
  } catch (error) {
    if (isUnknown(error)) return null
    throw error
  }
}

/** A release is whole when its workers have asked for work from both task queues. */
async function hasWorkers(work: Promotion, buildId: string): Promise<boolean> {
  try {
    const { workerDeploymentVersionInfo: version } = await call(work, ({ workflowService }) =>
      workflowService.describeWorkerDeploymentVersion({
        namespace: work.namespace,
        deploymentVersion: { deploymentName: DEPLOYMENT_NAME, buildId },
      }),
    )
    const polled = (version?.taskQueueInfos ?? []).map(({ name }) => name)
    return [ORDER_TASK_QUEUE, ESCROW_TASK_QUEUE].every((queue) => polled.includes(queue))
  } catch (error) {
    if (isUnknown(error)) return false
    throw error
  }
}

/** A deployment is there from the moment on in which its first worker asks for work. */
function isUnknown(error: unknown): boolean {
  return isGrpcServiceError(error) && (error.code === GRPC.notFound || error.code === GRPC.failedPrecondition)
}
