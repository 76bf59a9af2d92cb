import { type Connection, isGrpcServiceError } from '@temporalio/client'
import { DEPLOYMENT_NAME } from '../../worker/release.ts'
import { ESCROW_TASK_QUEUE, ORDER_TASK_QUEUE } from '../../workflows/messages.ts'
import { until } from '../demo/until.ts'

/** null stands for workers without a build id. */
export type Promotion = {
  readonly connection: Connection
  readonly namespace: string
  readonly buildId: string | null
  readonly waitMs: number
  readonly say: (sentence: string) => void
}

const CALL_TIMEOUT_MS = 10_000
const IDENTITY = 'temporal:promote'
/** https://grpc.github.io/grpc/core/md_doc_statuscodes.html */
const NOT_FOUND = 5
const FAILED_PRECONDITION = 9

/** Has Temporal give all work to this release from now on, once its workers are there to take it. Safe to repeat. */
export async function promote(work: Promotion): Promise<void> {
  const { connection, namespace, buildId, waitMs, say } = work
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
  await connection.withDeadline(Date.now() + CALL_TIMEOUT_MS, () =>
    connection.workflowService.setWorkerDeploymentCurrentVersion({
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

async function readCurrent({ connection, namespace }: Promotion): Promise<string | null> {
  try {
    const { workerDeploymentInfo } = await connection.withDeadline(Date.now() + CALL_TIMEOUT_MS, () =>
      connection.workflowService.describeWorkerDeployment({ namespace, deploymentName: DEPLOYMENT_NAME }),
    )
    return workerDeploymentInfo?.routingConfig?.currentDeploymentVersion?.buildId || null
  } catch (error) {
    if (isUnknown(error)) return null
    throw error
  }
}

/** A release is whole when its workers have asked for work from both task queues. */
async function hasWorkers({ connection, namespace }: Promotion, buildId: string): Promise<boolean> {
  try {
    const { workerDeploymentVersionInfo: version } = await connection.withDeadline(Date.now() + CALL_TIMEOUT_MS, () =>
      connection.workflowService.describeWorkerDeploymentVersion({
        namespace,
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
  return isGrpcServiceError(error) && (error.code === NOT_FOUND || error.code === FAILED_PRECONDITION)
}
