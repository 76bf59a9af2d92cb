import { Gauge, type Registry } from 'prom-client'
import type { Database } from '../../db/connect.ts'
import { timeAnswer } from '../../db/metrics/timeAnswer.ts'
import { withinTime } from '../../lifecycle/withinTime.ts'
import { described } from './catalogue.ts'

const READ_LIMIT_MS = 3_000

/** Asks the database whenever somebody reads the metrics. */
export function watchDatabase(registry: Registry, db: Pick<Database, 'sql'>): void {
  new Gauge({
    ...described('offerhub_database_answer_seconds'),
    registers: [registry],
    async collect() {
      const unknown = () => Number.NaN
      this.set(await withinTime(timeAnswer(db).catch(unknown), READ_LIMIT_MS, unknown))
    },
  })
}
