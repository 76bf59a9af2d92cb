import * as format from './formats.ts'
import { BOTH, setting } from './setting.ts'

/** How Temporal is reached. The names are those of Temporal's own environment configuration, which its tools read too. */
export const TEMPORAL_SETTINGS = {
  temporalAddress: setting({
    env: 'TEMPORAL_ADDRESS',
    schema: format.hostAndPort,
    fallback: '127.0.0.1:7233',
    secret: false,
    readBy: BOTH,
    meaning: 'Where the Temporal server answers.',
  }),
  temporalNamespace: setting({
    env: 'TEMPORAL_NAMESPACE',
    schema: format.namespace,
    fallback: 'default',
    secret: false,
    readBy: BOTH,
    meaning: 'The Temporal namespace that the orders live in.',
  }),
  temporalApiKey: setting({
    env: 'TEMPORAL_API_KEY',
    schema: format.text,
    optional: true,
    secret: true,
    readBy: BOTH,
    meaning: 'The key for Temporal Cloud. With a key the connection is encrypted.',
  }),
  temporalTls: setting({
    env: 'TEMPORAL_TLS',
    schema: format.choice(['true', 'false']),
    optional: true,
    secret: false,
    readBy: BOTH,
    meaning:
      'Whether the connection to Temporal is encrypted: true or false. It is when a key or a certificate is set.',
  }),
  temporalServerCaPath: setting({
    env: 'TEMPORAL_TLS_SERVER_CA_CERT_PATH',
    schema: format.certificateFile,
    optional: true,
    secret: false,
    readBy: BOTH,
    meaning: "The file with the authority that signed the Temporal server's certificate, when it is not a public one.",
  }),
  temporalServerName: setting({
    env: 'TEMPORAL_TLS_SERVER_NAME',
    schema: format.text,
    optional: true,
    secret: false,
    readBy: BOTH,
    meaning: "The name in the Temporal server's certificate, when it is not the one in TEMPORAL_ADDRESS.",
  }),
  temporalClientCertPath: setting({
    env: 'TEMPORAL_TLS_CLIENT_CERT_PATH',
    schema: format.certificateFile,
    optional: true,
    secret: false,
    readBy: BOTH,
    meaning: 'The file with the certificate that we show to the Temporal server, where it asks for one.',
  }),
  temporalClientKeyPath: setting({
    env: 'TEMPORAL_TLS_CLIENT_KEY_PATH',
    schema: format.readableFile,
    optional: true,
    secret: false,
    readBy: BOTH,
    meaning: 'The file with the private key of that certificate.',
  }),
  temporalUiUrl: setting({
    env: 'TEMPORAL_UI_URL',
    schema: format.url('http', 'https'),
    optional: true,
    secret: false,
    readBy: BOTH,
    meaning: "The Temporal Web UI, for links to an order's workflow.",
  }),
} as const
