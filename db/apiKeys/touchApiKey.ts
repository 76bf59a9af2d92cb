import type { ApiKeyId } from '../../domain/ids.ts'
import type { Database } from '../connect.ts'

/** Notes that a key was used, to the minute: within one it writes nothing, however busy the key is. */
export async function touchApiKey({ sql }: Pick<Database, 'sql'>, id: ApiKeyId): Promise<void> {
  await sql`
    update api_keys set last_used_at = now()
    where id = ${id} and (last_used_at is null or last_used_at <= now() - interval '1 minute')`
}
