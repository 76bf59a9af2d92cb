import {
  type HistoryEvent,
  isActivity,
  isLocalActivity,
  isSignal,
  type WorkflowHistory,
} from '../../perOrder/history.ts'
import type { Plan } from './messages.ts'

/** The plan of a bare order out of the history of a real one: the same signals, and as many activities between them. */
export function planOf({ events }: WorkflowHistory): Plan {
  const all = events ?? []
  const starts = [0, ...all.flatMap((event, place) => (isSignal(event) ? [place] : []))]
  return starts.map((from, number) => {
    const between = all.slice(from, starts[number + 1])
    const count = (is: (event: HistoryEvent) => boolean) => between.filter(is).length
    return { local: count(isLocalActivity), regular: count(isActivity) }
  })
}
