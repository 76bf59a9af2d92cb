import { fileURLToPath } from 'node:url'
import { Client } from '@temporalio/client'
import type { Duration } from '@temporalio/common'
import { TestWorkflowEnvironment } from '@temporalio/testing'
import { DefaultLogger, makeTelemetryFilterString, Runtime, Worker } from '@temporalio/worker'
import { openTemporal } from '../../api/temporal/client.ts'
import type { TemporalPort } from '../../api/temporal/port.ts'
import { findTestServer } from '../../local/temporal/findTestServer.ts'
import { SEARCH_ATTRIBUTES } from '../../local/temporal/searchAttributes.ts'
import { ESCROW_TASK_QUEUE, ORDER_TASK_QUEUE } from '../../workflows/messages.ts'
import { createEscrowDouble, type EscrowDouble } from './escrowDouble.ts'
import { createRecordDouble, type RecordDouble } from './recordDouble.ts'

/** A Temporal whose clock moves when it is told to, with our workflows on activities that touch nothing outside. */
export type TimeSkipping = {
  /** Temporal as the API uses it. */
  readonly port: TemporalPort
  /** An ordinary client: waiting for a workflow's result through it leaves the clock alone. */
  readonly client: Client
  readonly escrow: EscrowDouble
  readonly records: RecordDouble
  /** Lets so much time pass for every workflow, with everything that falls due on the way. */
  skip(duration: Duration): Promise<void>
  /** The server's clock. */
  nowMs(): Promise<number>
  stop(): Promise<void>
}

const NAMESPACE = 'default'
const START_ATTEMPTS = 3
const WORKFLOWS = fileURLToPath(new URL('../../workflows/index.ts', import.meta.url))
/** The numbers of `temporal.api.enums.v1.IndexedValueType`. */
const INDEXED_VALUE_TYPE = { Keyword: 2, Bool: 5 } as const

export async function startTimeSkipping(): Promise<TimeSkipping> {
  const path = await findTestServer((line) => process.stderr.write(`${line}\n`))
  silenceExpectedFailures()
  const environment = await startServer(path)
  try {
    return await equip(environment)
  } catch (error) {
    await environment.teardown()
    throw error
  }
}

/** Steps fail here on purpose, and the test server lacks what Core warns about (heartbeats kept with a failure). */
function silenceExpectedFailures(): void {
  const filter = makeTelemetryFilterString({ core: 'ERROR' })
  Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: { logging: { filter } } })
}

/** The SDK gives the server five seconds to answer, which a busy machine may not manage at once. */
async function startServer(path: string): Promise<TestWorkflowEnvironment> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await TestWorkflowEnvironment.createTimeSkipping({
        server: { executable: { type: 'existing-path', path } },
      })
    } catch (error) {
      if (attempt < START_ATTEMPTS) continue
      const message = `The time-skipping test server ${path} was started ${attempt} times and never answered`
      throw new Error(message, { cause: error })
    }
  }
}

async function equip(environment: TestWorkflowEnvironment): Promise<TimeSkipping> {
  await registerSearchAttributes(environment)
  const nowMs = () => environment.currentTimeMs()
  const escrow = createEscrowDouble(nowMs)
  const records = createRecordDouble()
  const workers = await createWorkers(environment, escrow, records)
  const running = Promise.all(workers.map((worker) => worker.run()))
  const temporal = openTemporal({ address: environment.address, namespace: NAMESPACE })
  return {
    port: temporal.port,
    client: new Client({ connection: environment.connection, namespace: NAMESPACE }),
    escrow,
    records,
    skip: (duration) => environment.sleep(duration),
    nowMs,
    async stop() {
      for (const worker of workers) worker.shutdown()
      await running.finally(async () => {
        await temporal.close()
        await environment.teardown()
      })
    },
  }
}

/** The test server takes no attributes on its command line, and refuses an order that carries unknown ones. */
async function registerSearchAttributes({ connection }: TestWorkflowEnvironment): Promise<void> {
  const types = Object.entries(SEARCH_ATTRIBUTES).map(([name, type]) => [name, INDEXED_VALUE_TYPE[type]])
  const searchAttributes = Object.fromEntries(types)
  await connection.operatorService.addSearchAttributes({ namespace: NAMESPACE, searchAttributes })
}

/** The two workers of a worker process, without the services: those have no timers, they only work in shifts. */
async function createWorkers(
  { nativeConnection: connection }: TestWorkflowEnvironment,
  escrow: EscrowDouble,
  records: RecordDouble,
): Promise<Worker[]> {
  const shared = { connection, namespace: NAMESPACE }
  const { activities } = records
  return [
    await Worker.create({ ...shared, taskQueue: ORDER_TASK_QUEUE, workflowsPath: WORKFLOWS, activities }),
    await Worker.create({ ...shared, taskQueue: ESCROW_TASK_QUEUE, activities: escrow.activities }),
  ]
}
