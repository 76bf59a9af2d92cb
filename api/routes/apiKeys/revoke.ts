import { z } from 'zod'
import { revokeApiKey } from '../../../db/apiKeys/revokeApiKey.ts'
import { newId } from '../../../db/newId.ts'
import type { KeyRing } from '../../access/keyRing.ts'
import { success } from '../../answer.ts'
import { apiKeySchema, presentApiKey } from '../../presenters/apiKey.ts'
import { requireApiKey } from '../../resources/requireApiKey.ts'
import { type WriteRoute, writeRoute } from '../route.ts'

export const revokeApiKeyBody = z.strictObject({})

export function revokeApiKeyRoute(keyRing: KeyRing): WriteRoute<z.infer<typeof revokeApiKeyBody>> {
  return writeRoute({
    name: 'revokeApiKey',
    method: 'post',
    path: '/api-keys/:apiKeyId/revoke',
    scope: 'support',
    summary: 'Ends a key for ever: at once here, within five seconds in every other API process.',
    shape: 'object',
    data: apiKeySchema,
    statuses: [200],
    errors: ['API_KEY_NOT_FOUND'],
    body: revokeApiKeyBody,
    async prepare({ deps, params }) {
      const { id } = await requireApiKey(deps.db, params.apiKeyId)
      return {
        ids: { commandId: newId('command'), resourceId: id },
        // Revoking again changes nothing, so a repeat may simply do it.
        recall: async () => null,
        async perform() {
          const revoked = (await revokeApiKey(deps.db, id)) ?? (await requireApiKey(deps.db, id))
          keyRing.forget(id)
          return success(200, presentApiKey(revoked, deps.clock.nowMs()))
        },
      }
    },
  })
}
