import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { Client } from '@temporalio/client'
import { DefaultLogger, NativeConnection, Runtime } from '@temporalio/worker'
import { openTemporal } from '../../api/temporal/client.ts'
import { keepableHistory } from '../../cli/history/keepable.ts'
import { findFreePort } from '../../local/ports.ts'
import { findTemporalCli } from '../../local/temporal/findTemporalCli.ts'
import { startTemporal } from '../../local/temporal/startTemporal.ts'
import { startDoubles } from '../time/doubles.ts'
import { createEscrowDouble } from '../time/escrowDouble.ts'
import { createRecordDouble } from '../time/recordDouble.ts'
import { startTestOrder } from '../time/testOrder.ts'
import { startTestWithdrawal } from '../time/testWithdrawal.ts'
import { createWithdrawalDouble } from '../time/withdrawalDouble.ts'
import { SCENARIOS } from './scenarios.ts'
import { WITHDRAWAL_SCENARIOS } from './withdrawalScenarios.ts'

/**
 * Records a history of every path of an order and of a withdrawal, on a server of its own. Usage: npm run history:scenarios [-- NAME ...].
 * A history that exists is kept: it is what the code of tomorrow has to replay. Remove the file to record it anew.
 */
const HISTORIES = fileURLToPath(new URL('../histories', import.meta.url))
/** So that a run continues as new after some dozens of events and not thousands. */
const SHORT_RUNS = { 'limit.historyCount.suggestContinueAsNew': 80 }

Runtime.install({ logger: new DefaultLogger('ERROR') })
const cliPath = await findTemporalCli((line) => console.error(line))
const grpc = await findFreePort()
const ui = await findFreePort(new Set([grpc]))
const server = await startTemporal({ cliPath, ports: { grpc, ui }, dynamicConfig: SHORT_RUNS })
const connection = await NativeConnection.connect({ address: server.address })
const temporal = openTemporal({ temporalAddress: server.address, temporalNamespace: 'default' })
const client = new Client({ connection })
const escrow = createEscrowDouble(async () => Date.now())
const records = createRecordDouble()
const withdrawals = createWithdrawalDouble(async () => Date.now())
const doubles = await startDoubles(connection, { escrow, records, withdrawals })
const tools = { port: temporal.port, client, escrow, withdrawals }
try {
  const wanted = process.argv.slice(2)
  const isWanted = (name: string) => wanted.length === 0 || wanted.includes(name)
  for (const [name, play] of Object.entries(SCENARIOS)) {
    if (isWanted(`order-${name}`)) await record(`order-${name}`, await playOrder(play))
  }
  for (const [name, play] of Object.entries(WITHDRAWAL_SCENARIOS)) {
    if (isWanted(`withdrawal-${name}`)) await record(`withdrawal-${name}`, await playWithdrawal(play))
  }
} finally {
  await doubles.end()
  await temporal.close()
  await connection.close()
  await server.stop()
}

type Played = { readonly id: string; runIds(): Promise<string[]>; end(): Promise<void> }

async function playOrder(play: (typeof SCENARIOS)[string]): Promise<Played> {
  escrow.reset()
  return await play({ escrow, start: (terms = {}) => startTestOrder(tools, { terms }) })
}

async function playWithdrawal(play: (typeof WITHDRAWAL_SCENARIOS)[string]): Promise<Played> {
  withdrawals.reset()
  return await play({ withdrawals, start: () => startTestWithdrawal(tools) })
}

async function record(name: string, flow: Played): Promise<void> {
  const runs = await flow.runIds()
  for (const [index, runId] of runs.entries()) {
    const history = await client.workflow.getHandle(flow.id, runId).fetchHistory()
    const file = `${HISTORIES}/${name}${runs.length > 1 ? `-run-${index + 1}` : ''}.json`
    const text = keepableHistory(history)
    const written = await writeFile(file, text, { flag: 'wx' }).then(
      () => true,
      () => false,
    )
    console.log(`${written ? 'Recorded' : 'Kept'} ${file} (${history.events?.length ?? 0} events)`)
  }
  await flow.end()
}
