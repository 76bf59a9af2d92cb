import { OfferHubError } from '../errors/offerHubError.ts'
import type { EventGap } from './types.ts'

/**
 * Events were missed for good. Read the present state of what you follow, then subscribe again; or pass `onGap`, and the
 * subscription goes on by itself.
 */
export class EventGapError extends OfferHubError {
  override readonly name = 'EventGapError'
  readonly gap: EventGap

  constructor(gap: EventGap) {
    super(sentenceOf(gap))
    this.gap = gap
  }
}

function sentenceOf({ requestedAfter, oldestAvailable }: EventGap): string {
  if (requestedAfter === null) {
    return 'The event stream broke before its first event, so it is not known whether one was missed.'
  }
  if (oldestAvailable !== null && BigInt(oldestAvailable) <= BigInt(requestedAfter)) {
    return `After event ${requestedAfter} came event ${oldestAvailable}: the server's events were restored to an earlier state.`
  }
  return `Events after ${requestedAfter} are no longer kept; the oldest is ${oldestAvailable}.`
}
