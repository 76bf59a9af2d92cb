import { z } from 'zod'
import { createApiKey } from '../../../db/apiKeys/createApiKey.ts'
import { newId } from '../../../db/newId.ts'
import { SCOPES } from '../../../db/schema.ts'
import type { ApiKeyId } from '../../../domain/ids.ts'
import { answerNewKey, recallNewKey } from '../../access/answerNewKey.ts'
import { assertMayGrant } from '../../access/assertMayGrant.ts'
import { validationError } from '../../apiError.ts'
import { newApiKeySchema } from '../../presenters/apiKey.ts'
import { oneOf, optional, text } from '../../requests/fields.ts'
import { type WriteCall, writeRoute } from '../route.ts'

const NAME_LENGTH = 100
const MOMENT_RULE = 'must be a moment such as 2026-12-31T00:00:00Z'

export const createApiKeyBody = z.strictObject({
  name: text(NAME_LENGTH),
  scopes: z
    .array(oneOf(SCOPES), { error: `must be a list of ${SCOPES.join(', ')}` })
    // A length check of the library's own would also speak of a text that is no list.
    .refine(({ length }) => length >= 1 && length <= SCOPES.length, `must name one to ${SCOPES.length} scopes`)
    .meta({ minItems: 1, maxItems: SCOPES.length }),
  environment: optional(oneOf(['live', 'test'])),
  expiresAt: optional(z.iso.datetime({ offset: true, error: MOMENT_RULE })),
})

export const createApiKeyRoute = writeRoute({
  name: 'createApiKey',
  method: 'post',
  path: '/api-keys',
  scope: 'support',
  summary: 'Makes an API key with scopes that the caller has too. It is shown once.',
  shape: 'object',
  data: newApiKeySchema,
  statuses: [201],
  body: createApiKeyBody,
  async prepare(call) {
    const { deps, body, caller } = call
    assertMayGrant(caller, body.scopes)
    const expiresAt = readExpiry(call)
    if (body.environment === 'test' && deps.config.network === 'public') {
      throw validationError([
        { field: 'environment', message: 'must be live where money is real: a key for tests opens nothing here' },
      ])
    }
    const environment = body.environment ?? (deps.config.network === 'public' ? 'live' : 'test')
    return {
      ids: { commandId: newId('command'), resourceId: newId('apiKey') },
      recall: ({ resourceId }) => recallNewKey(deps, resourceId as ApiKeyId),
      async perform({ resourceId }) {
        const draft = { id: resourceId as ApiKeyId, name: body.name, scopes: [...new Set(body.scopes)] }
        return answerNewKey(deps, await createApiKey(deps.db, { ...draft, environment, expiresAt }))
      },
    }
  },
})

function readExpiry({ body, deps, spelling }: WriteCall<z.infer<typeof createApiKeyBody>>): string | undefined {
  if (body.expiresAt === undefined) return undefined
  const atMs = Date.parse(body.expiresAt)
  if (atMs > deps.clock.nowMs()) return new Date(atMs).toISOString()
  throw validationError([{ field: spelling('expiresAt'), message: 'must lie in the future' }])
}
