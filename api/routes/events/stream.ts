import { OPENING } from '../../events/frame.ts'
import { parseTypes } from '../../events/pattern.ts'
import { startingPoint } from '../../events/startingPoint.ts'
import { createSubscriber } from '../../events/subscriber.ts'
import type { EventTail } from '../../events/tail.ts'
import type { StreamRoute } from '../route.ts'

/** The live feed of events as Server-Sent Events. */
export function eventStreamRoute(tail: EventTail): StreamRoute {
  return {
    method: 'get',
    path: '/events',
    scope: 'read',
    summary: 'Streams events; resumes after Last-Event-ID or ?since=, filters by ?types=order.*',
    async stream(_deps, request, response) {
      const since = startingPoint(request)
      const subscriber = createSubscriber(response, parseTypes(request.query.types))
      response.once('close', () => tail.leave(subscriber))
      await tail.open(subscriber, since)
      response.writeHead(200, {
        'Content-Type': 'text/event-stream; charset=utf-8',
        'Cache-Control': 'no-cache, no-transform',
        // nginx would hold events back until its buffer is full.
        'X-Accel-Buffering': 'no',
      })
      response.write(OPENING)
      await tail.follow(subscriber)
    },
  }
}
