import { isGrpcServiceError } from '@temporalio/client'
import { msToTs } from '@temporalio/common/lib/time.js'
import { GRPC } from '../../lifecycle/grpcStatus.ts'
import { until } from '../demo/until.ts'
import { call } from './call.ts'
import type { SetUp } from './setUp.ts'

const DAY_MS = 86_400_000
/** A server learns of namespaces that another part of it has made every ten seconds. */
const KNOWN_WITHIN_MS = 60_000

/** Makes the namespace, or brings its retention to what was asked for. False when it has to be made by somebody else. */
export async function makeNamespace(work: SetUp, cloud: boolean): Promise<boolean> {
  const { place, retentionDays, say } = work
  const namespace = place.temporalNamespace
  const days = await readRetentionDays(work)
  if (days === retentionDays) {
    say(`The namespace ${namespace} keeps closed orders for ${days} days, as it should.`)
    return true
  }
  if (cloud) return tellCloud(work, days)
  if (days === null) {
    await register(work)
    await until(KNOWN_WITHIN_MS, `the new namespace ${namespace}`, async () => (await readRetentionDays(work)) !== null)
    say(`Made the namespace ${namespace}, which keeps closed orders for ${retentionDays} days.`)
    return true
  }
  await call(work, ({ workflowService }) =>
    workflowService.updateNamespace({
      namespace,
      config: { workflowExecutionRetentionTtl: msToTs(retentionDays * DAY_MS) },
    }),
  )
  say(`The namespace ${namespace} keeps closed orders for ${retentionDays} days now; it was ${days}.`)
  return true
}

function tellCloud({ place, retentionDays, say }: SetUp, days: number | null): boolean {
  const namespace = place.temporalNamespace
  if (days === null) {
    say(
      `There is no namespace ${namespace}. Make it in the console of Temporal Cloud, with ${retentionDays} days of retention.`,
    )
    return false
  }
  say(
    `The namespace ${namespace} keeps closed orders for ${days} days, not ${retentionDays}. ` +
      `To change it: tcld namespace retention set -n ${namespace} --retention-days ${retentionDays}`,
  )
  return true
}

async function register(work: SetUp): Promise<void> {
  try {
    await call(work, ({ workflowService }) =>
      workflowService.registerNamespace({
        namespace: work.place.temporalNamespace,
        description: 'Orders of the OFFER-HUB orchestrator',
        workflowExecutionRetentionPeriod: msToTs(work.retentionDays * DAY_MS),
      }),
    )
  } catch (error) {
    // Another set-up was faster.
    if (!isGrpcServiceError(error) || error.code !== GRPC.alreadyExists) throw error
  }
}

/** Null when there is no such namespace. */
async function readRetentionDays(work: SetUp): Promise<number | null> {
  try {
    const { config } = await call(work, ({ workflowService }) =>
      workflowService.describeNamespace({ namespace: work.place.temporalNamespace }),
    )
    return (Number(config?.workflowExecutionRetentionTtl?.seconds ?? 0) * 1_000) / DAY_MS
  } catch (error) {
    if (isGrpcServiceError(error) && error.code === GRPC.notFound) return null
    throw error
  }
}
