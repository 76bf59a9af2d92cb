import type { Database } from '../../db/connect.ts'
import { isFullBatch, numberEvents } from '../../db/events/number.ts'
import { fanOut, mayHaveMore } from '../../db/webhooks/fanOut.ts'
import { hasEndpoints } from '../../db/webhooks/readEndpoints.ts'

/** So that what is due is not kept waiting by a long queue of events; the next round goes on. */
const MAX_BATCHES = 20

/** Makes deliveries of the events that were committed. Without an endpoint it leaves the outbox alone. */
export async function handOutEvents(db: Pick<Database, 'sql'>, signal: AbortSignal): Promise<void> {
  if (!(await hasEndpoints(db))) return
  for (let batch = 0; batch < MAX_BATCHES; batch++) {
    if (!isFullBatch(await numberEvents(db))) break
  }
  for (let batch = 0; batch < MAX_BATCHES && !signal.aborted; batch++) {
    if (!mayHaveMore(await fanOut(db))) return
  }
}
