import { openTemporal } from '../../api/temporal/client.ts'
import type { TemporalPort } from '../../api/temporal/port.ts'
import { readSome } from '../../config/readSettings.ts'
import { TEMPORAL_CONNECTION, type TemporalPlace } from '../../config/temporalConnection.ts'
import { type OutcomeListener, startOutcomeListener } from '../../db/commands/outcomeListener.ts'
import { close, connect, type Database } from '../../db/connect.ts'
import { readDevFile } from '../../local/supervisor/devFile.ts'
import { defaultStatePath, stateFolderAt } from '../../local/supervisor/stateFolder.ts'
import { EXIT, Refused } from './exit.ts'

/** All that the commands work with. */
export type Tools = {
  readonly db: Database
  readonly temporal: TemporalPort
  /** Begins to listen with the first call; only what waits for an outcome needs it. */
  listener(): Promise<OutcomeListener>
  /** The order's page in the Web UI; null where nobody said where the Web UI is. */
  pageOf(orderId: string): string | null
  close(): Promise<void>
}

type Place = {
  readonly databaseUrl: string
  readonly temporalAt: TemporalPlace
  readonly uiUrl: string | undefined
}

const CONNECTIONS = 4

/** Connects to the stack that the environment names, or else to the one that runs on this checkout. */
export function reach(env: NodeJS.ProcessEnv): Tools {
  const { databaseUrl, temporalAt, uiUrl } = findPlace(env)
  const db = connect(databaseUrl, { maxConnections: CONNECTIONS, applicationName: 'offerhub-operator' })
  const temporal = openTemporal(temporalAt)
  let listening: Promise<OutcomeListener> | undefined
  return {
    db,
    temporal: temporal.port,
    listener() {
      listening ??= startOutcomeListener(db)
      return listening
    },
    pageOf: (orderId) =>
      uiUrl === undefined
        ? null
        : `${uiUrl.replace(/\/+$/, '')}/namespaces/${temporalAt.temporalNamespace}/workflows/${orderId}`,
    async close() {
      const listener = await listening?.catch(() => undefined)
      await listener?.close()
      await temporal.close()
      await close(db)
    },
  }
}

/** Both addresses name a stack for certain; DATABASE_URL alone may be the database of the stack that runs here. */
function findPlace(env: NodeJS.ProcessEnv): Place {
  const dev =
    namesDatabase(env) && env.TEMPORAL_ADDRESS ? undefined : readDevFile(stateFolderAt(defaultStatePath(env)).dev)
  if (dev !== undefined) {
    const { databaseUrl, temporalAddress, temporalUi } = dev
    return { databaseUrl, temporalAt: { temporalAddress, temporalNamespace: 'default' }, uiUrl: temporalUi }
  }
  if (!namesDatabase(env)) {
    const message =
      'No running stack was found. Start one with "npm start", or set DATABASE_URL and TEMPORAL_ADDRESS to those of yours.'
    throw new Refused('NO_STACK', message, EXIT.unreachable)
  }
  const { databaseUrl, temporalUiUrl, ...temporalAt } = readSome(
    ['databaseUrl', 'temporalUiUrl', ...TEMPORAL_CONNECTION],
    env,
  )
  return { databaseUrl, temporalAt, uiUrl: temporalUiUrl }
}

function namesDatabase(env: NodeJS.ProcessEnv): boolean {
  return Boolean(env.DATABASE_URL || env.DATABASE_URL_FILE)
}
