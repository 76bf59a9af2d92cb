import type { TemporalPlace } from '../config/temporalConnection.ts'
import type { Database } from '../db/connect.ts'
import { isMigrated } from '../db/migrate.ts'
import { readHold } from '../db/recovery/hold.ts'
import { explainTemporal } from './explainTemporal.ts'
import { probeTemporal } from './probeTemporal.ts'
import type { Dependency } from './waitForDependencies.ts'
import { withinTime } from './withinTime.ts'

/** Postgres, with every table that this program needs. */
export function postgresDependency(db: Pick<Database, 'sql'>): Dependency {
  return {
    name: 'Postgres',
    async check() {
      if (!(await isMigrated(db))) throw new Error('its migrations are missing; run "node cli/migrate.ts"')
    },
  }
}

/** A database that may not know what happened is as good as none: see docs/backup.md. */
export function trustDependency(db: Pick<Database, 'sql'>): Dependency {
  return {
    name: 'the end of the recovery',
    async check() {
      const hold = await readHold(db)
      if (hold !== null) throw new Error(`${hold.reason}; run "npm run repair", as docs/backup.md says`)
    },
  }
}

/** What both kinds of connection to Temporal can say. */
type TemporalConnection = {
  withDeadline<T>(deadline: number, run: () => Promise<T>): Promise<T>
  readonly workflowService: { describeNamespace(request: { namespace: string }): Promise<unknown> }
}

/** Less than what a check may take: what is said here tells more than that there was no answer. */
const CALL_TIMEOUT_MS = 2_000

/** Temporal, with the namespace that the orders live in: a server that is being set up has none yet. */
export function temporalDependency(connection: TemporalConnection, place: TemporalPlace): Dependency {
  return {
    name: 'Temporal',
    async check() {
      const trouble = await probeTemporal(place)
      if (trouble !== null) throw new Error(trouble)
      try {
        const call = connection.withDeadline(Date.now() + CALL_TIMEOUT_MS, () =>
          connection.workflowService.describeNamespace({ namespace: place.temporalNamespace }),
        )
        await withinTime<unknown>(call, CALL_TIMEOUT_MS, () => {
          throw new Error(`no answer within ${CALL_TIMEOUT_MS / 1_000} s`)
        })
      } catch (error) {
        throw new Error(explainTemporal(error, place), { cause: error })
      }
    },
  }
}
