import { and, eq } from 'drizzle-orm'
import type { Database } from '../../db/connect.ts'
import { idempotencyKeys } from '../../db/schema.ts'
import type { ApiKeyId, CommandId } from '../../domain/ids.ts'

/** The ids under which a request is carried out; a repeat gets those of the first attempt. */
export type WorkIds = { readonly commandId: CommandId; readonly resourceId: string }

/** The ids that the claim has held since its first attempt; they were stored as ids. */
export function heldIds(claim: { commandId: string; resourceId: string }): WorkIds {
  return { commandId: claim.commandId as CommandId, resourceId: claim.resourceId }
}

/** The ids that another attempt holds the key with; null when it has let go meanwhile. */
export async function readHeldIds(
  { orm }: Pick<Database, 'orm'>,
  { apiKeyId, key }: { readonly apiKeyId: ApiKeyId; readonly key: string },
): Promise<WorkIds | null> {
  const { commandId, resourceId } = idempotencyKeys
  const [held] = await orm
    .select({ commandId, resourceId })
    .from(idempotencyKeys)
    .where(and(eq(idempotencyKeys.apiKeyId, apiKeyId), eq(idempotencyKeys.key, key)))
  return held === undefined ? null : heldIds(held)
}
