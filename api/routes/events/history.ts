import { z } from 'zod'
import { numberEvents } from '../../../db/events/number.ts'
import { readEventHistory } from '../../../db/events/readHistory.ts'
import { successPage } from '../../answer.ts'
import { parsePatterns } from '../../events/pattern.ts'
import { typesParameter } from '../../events/typesParameter.ts'
import { eventSchema, presentEvent } from '../../presenters/event.ts'
import { idParameter, limitParameter, sequenceParameter } from '../../requests/queryFields.ts'
import { readRoute } from '../route.ts'

export const eventHistoryRoute = readRoute({
  name: 'listEvents',
  method: 'get',
  path: '/events/history',
  scope: 'read',
  summary: 'Lists past events, oldest first. Who goes on after the last one misses none.',
  shape: 'events',
  data: eventSchema,
  query: z.strictObject({
    types: typesParameter,
    aggregateId: idParameter,
    limit: limitParameter,
    cursor: sequenceParameter,
  }),
  async handle({ deps, query, dialect }) {
    const { types, aggregateId, limit, cursor } = query
    const patterns = parsePatterns(types)
    // Numbered here too, so that a caller finds the events of its own last request although nobody else is listening.
    await numberEvents(deps.db)
    const page = await readEventHistory(deps.db, { patterns, aggregateId, limit, afterSequence: cursor })
    const events = page.events.map((event) => presentEvent(event, dialect))
    return successPage(events, page.hasMore, events.at(-1)?.sequence)
  },
})
