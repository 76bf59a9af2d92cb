import { type ApiKeyView, readApiKey } from '../../db/apiKeys/list.ts'
import type { Database } from '../../db/connect.ts'
import { isId } from '../../domain/ids.ts'
import { ApiError } from '../apiError.ts'

/** Reads the API key of a path by its id. */
export async function requireApiKey(db: Database, id: string | undefined): Promise<ApiKeyView> {
  const key = id !== undefined && isId('apiKey', id) ? await readApiKey(db, id) : null
  if (key !== null) return key
  throw new ApiError('API_KEY_NOT_FOUND', `There is no API key with the id "${id}".`, { details: { apiKeyId: id } })
}
