import { parseWebhookKeys, webhookSecret } from '../../config/webhookKeys.ts'
import type { EndpointView } from '../../db/webhooks/endpointView.ts'
import { readEndpoint } from '../../db/webhooks/readEndpoints.ts'
import type { WebhookEndpointId } from '../../domain/ids.ts'
import { type Answer, success } from '../answer.ts'
import type { ApiDeps } from '../deps.ts'
import type { Dialect } from '../dialects/dialect.ts'
import { presentWebhookEndpoint } from '../presenters/webhookEndpoint.ts'

/** An endpoint with the secret of a version. What is kept for repeats is everything but the secret, which is made again. */
export function answerSecret(deps: ApiDeps, endpoint: EndpointView, version: number, dialect: Dialect): Answer {
  const shown = presentWebhookEndpoint(endpoint, dialect)
  const { body: keptBody } = success(201, { ...shown, secret: null })
  return { ...success(201, { ...shown, secret: secretOf(deps, endpoint, version) }), keptBody }
}

/** The same secret once more; null when the endpoint is gone, or deliveries are no longer signed with it. */
export async function secretAgain(deps: ApiDeps, id: WebhookEndpointId, version: number): Promise<string | null> {
  const endpoint = await readEndpoint(deps.db, id)
  return endpoint === null ? null : secretOf(deps, endpoint, version)
}

/** The id of the key that new secrets are made with. */
export function keyForNew({ config }: ApiDeps): string {
  return parseWebhookKeys(config.webhookKeys).currentId
}

function secretOf({ config }: ApiDeps, endpoint: EndpointView, version: number): string | null {
  const { id, secretVersion, previousVersion } = endpoint
  const keyId = version === secretVersion ? endpoint.keyId : version === previousVersion ? endpoint.previousKeyId : null
  if (keyId === null) return null
  return webhookSecret(parseWebhookKeys(config.webhookKeys), { endpointId: id, keyId, version })
}
