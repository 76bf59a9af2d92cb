import type { Database } from '../connect.ts'
import type { ClaimedDelivery } from './claimDue.ts'

/** Lets go of a delivery that was not sent to its end because this process stops: another one begins at once. */
export async function releaseLease(
  { sql }: Pick<Database, 'sql'>,
  { id, attempts }: Pick<ClaimedDelivery, 'id' | 'attempts'>,
): Promise<void> {
  await sql`update webhook_deliveries set leased_until = null where id = ${id} and attempts = ${attempts}`
}
