import { AsyncLocalStorage } from 'node:async_hooks'
import type { OpenSpan } from '../telemetry/tracing.ts'

/** What lines of the log say of the activity that they are written in: ids, nothing else. */
export type ActivityIds = { orderId?: string; commandId?: string; stepKey?: string }
export type ActivityNotes = ActivityIds & { span?: Pick<OpenSpan, 'note'> }

const notes = new AsyncLocalStorage<ActivityNotes>()

export function withNotes<T>(known: ActivityNotes, work: () => T): T {
  return notes.run(known, work)
}

/** Of the activity that is running; outside of one, nobody reads what is noted. */
export function notesHere(): ActivityNotes {
  return notes.getStore() ?? {}
}
