import type { ApiConfig } from '../../config/load.ts'
import { problemOfUrl } from '../../domain/webhooks/url.ts'
import { ApiError } from '../apiError.ts'

/** Refuses a URL that will never be called. Where its name leads is looked at by each attempt. */
export function assertCallable(url: string, config: Pick<ApiConfig, 'webhookPrivateAddresses'>): void {
  const problem = problemOfUrl(url, { allowPrivate: config.webhookPrivateAddresses === 'allow' })
  if (problem === null) return
  throw new ApiError('WEBHOOK_URL_REFUSED', `Events are not sent to this URL: it ${problem}.`, {
    details: { field: 'url', reason: problem },
  })
}
