import { z } from 'zod'
import { gapFrame, OPENING } from '../../events/frame.ts'
import type { KeyWatch } from '../../events/keyWatch.ts'
import { parsePatterns } from '../../events/pattern.ts'
import { startingPoint } from '../../events/startingPoint.ts'
import { createSubscriber } from '../../events/subscriber.ts'
import type { EventTail } from '../../events/tail.ts'
import { typesParameter } from '../../events/typesParameter.ts'
import { callerOf, dialectOf } from '../../requests/context.ts'
import { parseQuery } from '../../requests/parseBody.ts'
import { idParameter } from '../../requests/queryFields.ts'
import type { StreamRoute } from '../route.ts'

const streamQuery = z.strictObject({
  types: typesParameter,
  aggregateId: idParameter,
  since: z.unknown().optional().meta({ type: 'string', description: 'The sequence of the last event that is known.' }),
  ticket: z
    .unknown()
    .optional()
    .meta({ type: 'string', description: 'Instead of an Authorization header, for browsers.' }),
})

const HEADERS = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  'Cache-Control': 'no-cache, no-transform',
  // nginx would hold events back until its buffer is full.
  'X-Accel-Buffering': 'no',
} as const

/** The live feed of events as Server-Sent Events. */
export function eventStreamRoute(tail: EventTail, keyWatch: KeyWatch): StreamRoute {
  return {
    name: 'streamEvents',
    method: 'get',
    path: '/events',
    scope: 'read',
    summary: 'Streams events as they happen; resumes after Last-Event-ID or ?since=, filters by ?types=order.*',
    query: streamQuery,
    async stream(_deps, request, response) {
      const { types, aggregateId } = parseQuery(streamQuery, request.query)
      if (request.method === 'HEAD') {
        // Express lets GET routes answer HEAD, which has no body to wait for.
        response.writeHead(200, HEADERS).end()
        return
      }
      const since = startingPoint(request)
      const filter = { patterns: parsePatterns(types), aggregateId }
      const subscriber = createSubscriber(response, filter, dialectOf(response))
      const unwatch = keyWatch.watch(callerOf(response).apiKeyId, () => subscriber.close())
      response.once('close', () => {
        unwatch()
        tail.leave(subscriber)
      })
      const gap = await tail.open(subscriber, since)
      response.writeHead(200, HEADERS)
      // Who comes back before the first event can say from where on it listened.
      response.write(`${OPENING}id: ${subscriber.position}\n\n`)
      if (gap !== null) response.write(gapFrame(gap))
      await tail.follow(subscriber)
    },
  }
}
