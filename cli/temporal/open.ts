import { Connection } from '@temporalio/client'
import { readSome } from '../../config/readSettings.ts'
import { connectionOptions, TEMPORAL_CONNECTION, type TemporalPlace } from '../../config/temporalConnection.ts'
import { explainTemporal } from '../../lifecycle/explainTemporal.ts'
import { probeTemporal } from '../../lifecycle/probeTemporal.ts'

/** Runs something on the Temporal server that the environment names, and ends the process with one sentence if it fails. */
export async function withTemporal(
  run: (connection: Connection, place: TemporalPlace) => Promise<boolean>,
): Promise<void> {
  try {
    const place = readSome([...TEMPORAL_CONNECTION], process.env)
    const connection = await connectTo(place)
    try {
      process.exitCode = (await run(connection, place)) ? 0 : 1
    } finally {
      await connection.close()
    }
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  }
}

async function connectTo(place: TemporalPlace): Promise<Connection> {
  const trouble = await probeTemporal(place)
  if (trouble !== null) throw new Error(`Temporal cannot be used: ${trouble}.`)
  try {
    return await Connection.connect(connectionOptions(place))
  } catch (error) {
    throw new Error(`Temporal cannot be used: ${explainTemporal(error, place)}.`, { cause: error })
  }
}
