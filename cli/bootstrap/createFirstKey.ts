import { createApiKey } from '../../db/apiKeys/createApiKey.ts'
import type { Database } from '../../db/connect.ts'
import { SCOPES } from '../../db/schema.ts'
import type { NetworkName } from '../../domain/network.ts'

/** A key with every scope, by which all others can be made. Where money is real only keys that say so open anything. */
export async function createFirstKey(db: Database, network: NetworkName): Promise<string> {
  const environment = network === 'public' ? 'live' : 'test'
  const { key } = await createApiKey(db, { name: 'first', scopes: SCOPES, environment })
  return key
}
