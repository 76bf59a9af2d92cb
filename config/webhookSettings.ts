import * as format from './formats.ts'
import { BOTH, setting } from './setting.ts'

/** What sending events to endpoints needs. The API has the keys too: it shows a secret to whoever makes an endpoint. */
export const WEBHOOK_SETTINGS = {
  webhookKeys: setting({
    env: 'WEBHOOK_KEYS',
    schema: format.webhookKeys,
    secret: true,
    readBy: BOTH,
    meaning:
      'Keys that the secrets of webhook endpoints are made with: id:base64 of 32 bytes, newest first, separated by commas.',
  }),
  webhookPrivateAddresses: setting({
    env: 'WEBHOOK_PRIVATE_ADDRESSES',
    schema: format.choice(['refuse', 'allow']),
    fallback: 'refuse',
    secret: false,
    readBy: BOTH,
    meaning:
      'Whether webhooks may be sent to private addresses, and to this machine without TLS: allow is for development, and refused in production.',
  }),
} as const
