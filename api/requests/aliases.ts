import { validationError } from '../apiError.ts'

/** Other spellings under which a field is accepted. Every name a schema knows stands on the right. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ['buyer_id', 'buyerId'],
  ['seller_id', 'sellerId'],
  ['client_order_ref', 'clientOrderRef'],
  ['external_user_id', 'externalUserId'],
  ['requested_by', 'requestedBy'],
  ['canceled_by', 'canceledBy'],
  ['opened_by', 'openedBy'],
  ['release_amount', 'releaseAmount'],
  ['refund_amount', 'refundAmount'],
  ['created_after', 'createdAfter'],
  ['created_before', 'createdBefore'],
  ['order_id', 'orderId'],
  ['aggregate_id', 'aggregateId'],
  ['expires_at', 'expiresAt'],
  ['overlap_seconds', 'overlapSeconds'],
  ['transaction_hash', 'transactionHash'],
  ['user_id', 'userId'],
  ['withdrawal_id', 'withdrawalId'],
  ['memo_type', 'memoType'],
  ['milestone_ref', 'ref'],
  ['milestoneRef', 'ref'],
])

export type NormalBody = {
  readonly body: Readonly<Record<string, unknown>>
  /** How the caller wrote a field, so that a problem is reported under the caller's name. */
  spelling(field: string): string
}

/** Gives every known field its one name. What it does not know it leaves as it is, for the schema to refuse. */
export function normaliseNames(body: Readonly<Record<string, unknown>>): NormalBody {
  const spelled = new Map<string, string>()
  const entries = Object.entries(body).map(([name, value]): [string, unknown] => {
    const canonical = ALIASES.get(name) ?? name
    const other = spelled.get(canonical)
    if (other !== undefined)
      throw validationError([{ field: name, message: `is the same field as ${other}; send one` }])
    spelled.set(canonical, name)
    return [canonical, value]
  })
  return { body: Object.fromEntries(entries), spelling: (field) => spelled.get(field) ?? field }
}

/** The same for an object within a list; anything else is left for the schema to refuse. */
export function normaliseItem(item: unknown): unknown {
  const isObject = typeof item === 'object' && item !== null && !Array.isArray(item)
  return isObject ? normaliseNames(item as Record<string, unknown>).body : item
}
