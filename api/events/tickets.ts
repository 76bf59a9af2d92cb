import { createHash, randomBytes } from 'node:crypto'
import { and, eq, gt } from 'drizzle-orm'
import type { Database } from '../../db/connect.ts'
import { claimKey } from '../../db/idempotency/claimKey.ts'
import { idempotencyKeys } from '../../db/schema.ts'
import type { ApiKeyId } from '../../domain/ids.ts'
import { invariant } from '../../domain/invariant.ts'
import type { Clock } from '../deps.ts'

export const TICKET_LIFE_MS = 60_000
const RANDOM_BYTES = 32

/** Tickets are held beside the Idempotency-Keys, in a namespace of their own: any API process can take one back, once. */
const TICKETS = 'key_eventtickets'

/** For whom a ticket opens the stream, and in which language. */
export type TicketHolder = { readonly apiKeyId: ApiKeyId; readonly version: string }

/** Makes a ticket. It is shown this once: the database keeps only its hash. */
export async function issueTicket(
  db: Database,
  clock: Clock,
  holder: TicketHolder,
): Promise<{ ticket: string; expiresAt: string }> {
  const ticket = `tkt_${randomBytes(RANDOM_BYTES).toString('base64url')}`
  const claim = await claimKey(db, {
    apiKeyId: TICKETS,
    key: hashOf(ticket),
    fingerprint: 'event ticket',
    commandId: holder.version,
    resourceId: holder.apiKeyId,
    lockMs: TICKET_LIFE_MS,
  })
  invariant(claim.kind === 'claimed', 'A new random ticket is already known')
  return { ticket, expiresAt: new Date(clock.nowMs() + TICKET_LIFE_MS).toISOString() }
}

/** Takes a ticket back. Null for one that is unknown, too old, or has been used: the row goes with its first use. */
export async function redeemTicket({ orm }: Database, clock: Clock, ticket: string): Promise<TicketHolder | null> {
  const youngEnough = new Date(clock.nowMs() - TICKET_LIFE_MS).toISOString()
  const { apiKeyId, key, claimedAt, commandId, resourceId } = idempotencyKeys
  const [held] = await orm
    .delete(idempotencyKeys)
    .where(and(eq(apiKeyId, TICKETS), eq(key, hashOf(ticket)), gt(claimedAt, youngEnough)))
    .returning({ version: commandId, apiKeyId: resourceId })
  return held === undefined ? null : { version: held.version, apiKeyId: held.apiKeyId as ApiKeyId }
}

function hashOf(ticket: string): string {
  return createHash('sha256').update(ticket).digest('hex')
}
