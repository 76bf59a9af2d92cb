import { MockActivityEnvironment } from '@temporalio/testing'
import { DefaultLogger } from '@temporalio/worker'
import { deliverWebhooks } from '../../../activities/webhooks/deliverWebhooks.ts'
import { resolveBySystem } from '../../../activities/webhooks/resolve.ts'
import { parseWebhookKeys } from '../../../config/webhookKeys.ts'
import { connect } from '../../../db/connect.ts'

/** A shift in a process of its own, so that it can be killed at any point. */
const { DATABASE_URL, WEBHOOK_KEYS } = process.env
if (!DATABASE_URL || !WEBHOOK_KEYS) throw new Error('A setting is missing')
const logger = new DefaultLogger('ERROR', ({ message }) => console.error(message))
await new MockActivityEnvironment({}, { logger }).run(deliverWebhooks, {
  db: connect(DATABASE_URL, { maxConnections: 4, applicationName: 'offerhub-sender' }),
  webhooks: {
    keys: parseWebhookKeys(WEBHOOK_KEYS),
    allowPrivate: true,
    resolve: resolveBySystem,
    clock: { nowMs: () => Date.now() },
    random: Math.random,
    attempted: () => undefined,
  },
  closing: new AbortController().signal,
  pollMs: 10,
})
