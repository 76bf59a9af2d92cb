import { createApiKey } from '../../db/apiKeys/createApiKey.ts'
import type { Database } from '../../db/connect.ts'

export async function createDevelopmentKey(db: Database): Promise<string> {
  const { key } = await createApiKey(db, {
    name: 'development',
    scopes: ['read', 'write', 'support'],
    environment: 'test',
  })
  return key
}
