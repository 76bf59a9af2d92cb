import { generate } from 'selfsigned'

export type KeyAndCertificate = { readonly key: string; readonly cert: string }

/** A certificate authority of our own, as a company has one for its servers. */
export type Authority = KeyAndCertificate & {
  /** Signs for a server of these names, or for a client. */
  issue(commonName: string, use: 'server' | 'client'): Promise<KeyAndCertificate>
}

const DAY_MS = 86_400_000

export async function makeAuthority(commonName: string): Promise<Authority> {
  const made = await generate([{ name: 'commonName', value: commonName }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  })
  const ca = { key: made.private, cert: made.cert }
  return {
    ...ca,
    async issue(name, use) {
      const { private: key, cert } = await generate([{ name: 'commonName', value: name }], {
        keyType: 'ec',
        algorithm: 'sha256',
        ca,
        notAfterDate: new Date(Date.now() + DAY_MS),
        extensions: [
          { name: 'basicConstraints', cA: false },
          { name: 'keyUsage', digitalSignature: true },
          { name: 'extKeyUsage', serverAuth: use === 'server', clientAuth: use === 'client' },
          { name: 'subjectAltName', altNames: [{ type: 2, value: name }] },
        ],
      })
      return { key, cert }
    },
  }
}
