import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { makeAuthority } from '../../tls/support/authority.ts'
import { startTlsFront } from '../../tls/support/tlsFront.ts'

const NAME = 'temporal.test'

/** The file of an authority that has signed nothing here. */
export const FOREIGN_CA = 'foreign_ca'

/**
 * Puts TLS in front of a Temporal server, for clients with a certificate only, and the files where the containers find them.
 * Answers what stands in `.env` then.
 */
export async function startTemporalTls(address: string, secrets: string) {
  const [ours, foreign] = [await makeAuthority('ours'), await makeAuthority('foreign')]
  const [server, client] = [await ours.issue(NAME, 'server'), await ours.issue('offerhub', 'client')]
  const files = {
    temporal_server_ca: ours.cert,
    temporal_client_cert: client.cert,
    temporal_client_key: client.key,
    [FOREIGN_CA]: foreign.cert,
  }
  for (const [name, content] of Object.entries(files)) await writeFile(path.join(secrets, name), content)
  const { hostname: host, port } = new URL(`tcp://${address}`)
  const front = await startTlsFront(
    { ...server, ca: ours.cert, requestCert: true, rejectUnauthorized: true },
    { host, port: Number(port) },
  )
  return {
    variables: {
      TEMPORAL_ADDRESS: `localhost:${front.port}`,
      TEMPORAL_CLIENT_CERT_SOURCE: path.join(secrets, 'temporal_client_cert'),
      TEMPORAL_CLIENT_KEY_SOURCE: path.join(secrets, 'temporal_client_key'),
      TEMPORAL_SERVER_CA_SOURCE: path.join(secrets, 'temporal_server_ca'),
      TEMPORAL_TLS_SERVER_NAME: NAME,
    },
    stop: front.stop,
  }
}
