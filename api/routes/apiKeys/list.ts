import { z } from 'zod'
import { listApiKeys } from '../../../db/apiKeys/list.ts'
import { successPage } from '../../answer.ts'
import { apiKeySchema, presentApiKey } from '../../presenters/apiKey.ts'
import { cursorParameter, limitParameter } from '../../requests/queryFields.ts'
import { readRoute } from '../route.ts'

export const listApiKeysRoute = readRoute({
  name: 'listApiKeys',
  method: 'get',
  path: '/api-keys',
  scope: 'support',
  summary:
    'Lists API keys, newest first, also those that no longer open anything. The keys themselves are never shown.',
  shape: 'page',
  data: apiKeySchema,
  query: z.strictObject({ limit: limitParameter, cursor: cursorParameter('apiKey') }),
  async handle({ deps, query }) {
    const { apiKeys, hasMore } = await listApiKeys(deps.db, query)
    const nowMs = deps.clock.nowMs()
    return successPage(
      apiKeys.map((key) => presentApiKey(key, nowMs)),
      hasMore,
      apiKeys.at(-1)?.id,
    )
  },
})
