import { Client } from '@temporalio/client'
import type { Duration } from '@temporalio/common'
import { TestWorkflowEnvironment } from '@temporalio/testing'
import { DefaultLogger, makeTelemetryFilterString, Runtime } from '@temporalio/worker'
import { openTemporal } from '../../api/temporal/client.ts'
import type { TemporalPort } from '../../api/temporal/port.ts'
import { findTestServer } from '../../local/temporal/findTestServer.ts'
import { SEARCH_ATTRIBUTES } from '../../local/temporal/searchAttributes.ts'
import { waitUntil } from '../../local/waitUntil.ts'
import { startDoubles } from './doubles.ts'
import { createEscrowDouble, type EscrowDouble } from './escrowDouble.ts'
import { createRecordDouble, type RecordDouble } from './recordDouble.ts'
import { createWithdrawalDouble, type WithdrawalDouble } from './withdrawalDouble.ts'

/** A Temporal whose clock moves when it is told to, with our workflows on activities that touch nothing outside. */
export type TimeSkipping = {
  /** Temporal as the API uses it. */
  readonly port: TemporalPort
  /** An ordinary client: waiting for a workflow's result through it leaves the clock alone. */
  readonly client: Client
  readonly escrow: EscrowDouble
  readonly records: RecordDouble
  readonly withdrawals: WithdrawalDouble
  /** Lets so much time pass for every workflow, with everything that falls due on the way. */
  skip(duration: Duration): Promise<void>
  /** The server's clock. */
  nowMs(): Promise<number>
  /** The same with no worker running until the server has seen something happen; then new ones start. */
  withoutWorkers(duration: Duration, hasHappened: () => Promise<boolean>): Promise<void>
  stop(): Promise<void>
}

const NAMESPACE = 'default'
const START_ATTEMPTS = 8
const WITHOUT_WORKERS_LIMIT_MS = 20_000
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
  const withdrawals = createWithdrawalDouble(nowMs)
  const doubles = { escrow, records, withdrawals }
  let shift = await startDoubles(environment.nativeConnection, doubles)
  const temporal = openTemporal({ temporalAddress: environment.address, temporalNamespace: NAMESPACE })
  return {
    port: temporal.port,
    client: new Client({ connection: environment.connection, namespace: NAMESPACE }),
    escrow,
    records,
    withdrawals,
    skip: (duration) => environment.sleep(duration),
    nowMs,
    async withoutWorkers(duration, hasHappened) {
      await shift.end()
      // The clock waits for workflow tasks, so it stops where the first one falls due and goes on with the workers.
      const skipping = environment.sleep(duration)
      const happened = await waitUntil(hasHappened, { timeoutMs: WITHOUT_WORKERS_LIMIT_MS, everyMs: 50 })
      shift = await startDoubles(environment.nativeConnection, doubles)
      await skipping
      if (!happened) throw new Error(`What was to happen without workers did not, in ${WITHOUT_WORKERS_LIMIT_MS} ms`)
    },
    async stop() {
      await shift.end().finally(async () => {
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
