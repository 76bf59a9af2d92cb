import { Gauge, type Registry } from 'prom-client'
import type { Database } from '../../db/connect.ts'
import { timeAnswer } from '../../db/metrics/timeAnswer.ts'
import { withinTime } from '../../lifecycle/withinTime.ts'
import { WORKER_METRICS } from './catalogue.ts'

const READ_LIMIT_MS = 3_000
const NAME = 'offerhub_database_answer_seconds'

/** Asks the database whenever somebody reads the metrics. */
export function watchDatabase(registry: Registry, db: Pick<Database, 'sql'>): void {
  new Gauge({
    name: NAME,
    help: WORKER_METRICS[NAME].help,
    registers: [registry],
    async collect() {
      const unknown = () => Number.NaN
      this.set(await withinTime(timeAnswer(db).catch(unknown), READ_LIMIT_MS, unknown))
    },
  })
}
