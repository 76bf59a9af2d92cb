import { z } from 'zod'
import { MAX_OVERLAP_SECONDS, rotateApiKey } from '../../../db/apiKeys/rotateApiKey.ts'
import { newId } from '../../../db/newId.ts'
import type { ApiKeyId } from '../../../domain/ids.ts'
import { answerNewKey, recallNewKey } from '../../access/answerNewKey.ts'
import { assertMayGrant } from '../../access/assertMayGrant.ts'
import type { KeyRing } from '../../access/keyRing.ts'
import { ApiError } from '../../apiError.ts'
import type { ApiDeps } from '../../deps.ts'
import { keyStatus, newApiKeySchema } from '../../presenters/apiKey.ts'
import { optional } from '../../requests/fields.ts'
import { requireApiKey } from '../../resources/requireApiKey.ts'
import { type WriteRoute, writeRoute } from '../route.ts'

const DEFAULT_OVERLAP_SECONDS = 86_400
const OVERLAP_RULE = `must be a whole number of seconds from 0 to ${MAX_OVERLAP_SECONDS}`

export const rotateApiKeyBody = z.strictObject({
  overlapSeconds: optional(z.int(OVERLAP_RULE).min(0, OVERLAP_RULE).max(MAX_OVERLAP_SECONDS, OVERLAP_RULE)),
})

export function rotateApiKeyRoute(keyRing: KeyRing): WriteRoute<z.infer<typeof rotateApiKeyBody>> {
  return writeRoute({
    name: 'rotateApiKey',
    method: 'post',
    path: '/api-keys/:apiKeyId/rotate',
    scope: 'support',
    summary: 'Makes a key that takes the place of another, which goes on for the overlap. It is shown once.',
    shape: 'object',
    data: newApiKeySchema,
    statuses: [201],
    errors: ['API_KEY_NOT_FOUND', 'INVALID_STATE'],
    body: rotateApiKeyBody,
    async prepare({ deps, body, params, caller }) {
      const old = await requireApiKey(deps.db, params.apiKeyId)
      assertMayGrant(caller, old.scopes)
      const overlapSeconds = body.overlapSeconds ?? DEFAULT_OVERLAP_SECONDS
      return {
        ids: { commandId: newId('command'), resourceId: newId('apiKey') },
        recall: ({ resourceId }) => recallNewKey(deps, resourceId as ApiKeyId),
        async perform({ resourceId }) {
          const successorId = resourceId as ApiKeyId
          const made = await rotateApiKey(deps.db, old.id, { overlapSeconds, successorId })
          if (made === null) throw await notRotated(deps, old.id)
          keyRing.forget(old.id)
          return answerNewKey(deps, made)
        },
      }
    },
  })
}

async function notRotated(deps: ApiDeps, id: string): Promise<ApiError> {
  const key = await requireApiKey(deps.db, id)
  const currentStatus = keyStatus(key, deps.clock.nowMs())
  return new ApiError(
    'INVALID_STATE',
    `The API key ${id} is ${currentStatus} and cannot be replaced. Make a new one.`,
    {
      details: { currentStatus, allowedActions: [], replacedBy: key.replacedBy },
    },
  )
}
