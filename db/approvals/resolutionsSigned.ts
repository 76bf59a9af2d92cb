import type { OrderId } from '../../domain/ids.ts'
import type { Database } from '../connect.ts'

export type SignedEnvelope = { readonly stepKey: string; readonly kind: string; readonly envelopeXdr: string }

/** The contract takes no more milestones, and each is resolved once. */
const MAX_MILESTONES = 50

/** What was signed already to resolve an order's other milestones, and has been applied or still may be. */
export async function resolutionsSigned(
  { sql }: Pick<Database, 'sql'>,
  orderId: OrderId,
  stepKey: string,
): Promise<SignedEnvelope[]> {
  return await sql<SignedEnvelope[]>`
    select step_key as "stepKey", kind, envelope_xdr as "envelopeXdr" from chain_attempts
    where order_id = ${orderId} and kind = 'resolveMilestone' and step_key <> ${stepKey}
      and status in ('PREPARED', 'APPLIED')
    limit ${MAX_MILESTONES}`
}
