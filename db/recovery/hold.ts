import type { Database } from '../connect.ts'

/** Why nothing may be signed, and since when (ISO). */
export type RecoveryHold = { readonly reason: string; readonly since: string }

/** The hold that is in force, or null. */
export async function readHold({ sql }: Pick<Database, 'sql'>): Promise<RecoveryHold | null> {
  const [hold] = await sql<RecoveryHold[]>`select reason, since from recovery_holds`
  return hold ?? null
}

/** Puts the hold on; one that is on already stays as it is. Returns the one in force. */
export async function placeHold({ sql }: Pick<Database, 'sql'>, reason: string): Promise<RecoveryHold> {
  const [hold] = await sql<RecoveryHold[]>`
    insert into recovery_holds as known (reason) values (${reason})
    on conflict (one) do update set reason = known.reason
    returning reason, since`
  return hold ?? { reason, since: new Date().toISOString() }
}

export async function liftHold({ sql }: Pick<Database, 'sql'>): Promise<void> {
  await sql`delete from recovery_holds`
}
