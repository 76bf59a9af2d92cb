import { createApiKey } from '../../db/apiKeys/createApiKey.ts'
import type { Database } from '../../db/connect.ts'
import { SCOPES } from '../../db/schema.ts'

export async function createDevelopmentKey(db: Database): Promise<string> {
  const { key } = await createApiKey(db, {
    name: 'development',
    scopes: SCOPES,
    environment: 'test',
  })
  return key
}
