import type { Database } from '../../db/connect.ts'
import { forgetFinished, mayHaveMore } from '../../db/webhooks/forgetFinished.ts'
import { giveUpWaiting } from '../../db/webhooks/giveUpWaiting.ts'
import { cancelOfRemoved } from '../../db/webhooks/removeEndpoint.ts'

const MAX_BATCHES = 10

/** Gives up what waited too long, cancels what nobody wants any more, and forgets what ended a month ago. */
export async function tidyUp({ sql }: Pick<Database, 'sql'>, nowMs: number, signal: AbortSignal): Promise<void> {
  await giveUpWaiting(sql, new Date(nowMs))
  await cancelOfRemoved(sql)
  for (let batch = 0; batch < MAX_BATCHES && !signal.aborted; batch++) {
    if (!mayHaveMore(await forgetFinished({ sql }, nowMs))) return
  }
}
