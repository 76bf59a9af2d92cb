import type { UserId } from '../../domain/ids.ts'
import type { Answer } from '../answer.ts'
import type { BalanceFacts } from '../presenters/balance.ts'

/**
 * What an answer is about, as far as dialects differ. `object` is a resource whose fields a dialect merely spells in its
 * own way, and `page` a list of such.
 */
export const SHAPES = [
  'order',
  'newOrder',
  'reservation',
  'cancellation',
  'orderPage',
  'object',
  'page',
  'events',
] as const
export type Shape = (typeof SHAPES)[number]

/** What a dialect may have to look up to say what the others leave out. */
export type Sources = { balanceOf(userId: UserId): Promise<BalanceFacts> }

/** One way in which this API speaks. Routes know one language only; a dialect translates what they answer. */
export type Dialect = {
  /** The value of the Offerhub-Version header. */
  readonly version: string
  translate(shape: Shape, answer: Answer, sources: Sources): Promise<Answer>
  /** The name under which an event is told. */
  eventName(eventType: string): string
}
