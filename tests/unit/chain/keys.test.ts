import { randomBytes } from 'node:crypto'
import { Keypair } from '@stellar/stellar-sdk'
import { describe, expect, it } from 'vitest'
import { assertKeysConfigured } from '../../../chain/keys/assertKeysConfigured.ts'
import { createSigners } from '../../../chain/keys/createSigners.ts'
import { parseMasterKeys } from '../../../chain/keys/masterKeys.ts'
import { newWallet } from '../../../chain/keys/newWallet.ts'
import { reseal } from '../../../chain/keys/reseal.ts'
import { open, seal } from '../../../chain/keys/seal.ts'

const base64Key = (): string => randomBytes(32).toString('base64')

/** Runs what must fail and returns all that a log could show of the error. */
function failureText(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    return error instanceof Error ? `${error.message}\n${error.stack}\n${JSON.stringify(error)}` : String(error)
  }
  throw new Error('It should have failed')
}

describe('a sealed wallet key', () => {
  it('opens to the same key for its own address', () => {
    const keys = parseMasterKeys(`k1:${base64Key()}`)
    const wallet = Keypair.random()
    const sealed = seal(keys, wallet.publicKey(), wallet.secret())
    expect(open(keys, wallet.publicKey(), sealed).secret()).toBe(wallet.secret())
  })

  it('still opens after a newer master key was put in front', () => {
    const old = `k1:${base64Key()}`
    const { address, ...sealed } = newWallet(parseMasterKeys(old))
    const rotated = parseMasterKeys(`k2:${base64Key()},${old}`)
    expect(open(rotated, address, sealed).publicKey()).toBe(address)
    expect(newWallet(rotated).keyId).toBe('k2')
  })

  it('does not open under another address', () => {
    const keys = parseMasterKeys(`k1:${base64Key()}`)
    const { ciphertext, keyId } = newWallet(keys)
    expect(() => open(keys, Keypair.random().publicKey(), { ciphertext, keyId })).toThrow(/cannot be opened/)
  })

  it('does not open when one bit was changed anywhere in it', () => {
    const keys = parseMasterKeys(`k1:${base64Key()}`)
    const { address, keyId, ciphertext } = newWallet(keys)
    for (const position of [0, 12, 43, 44, 59]) {
      const bytes = Buffer.from(ciphertext, 'base64')
      bytes.writeUInt8(bytes.readUInt8(position) ^ 1, position)
      expect(() => open(keys, address, { keyId, ciphertext: bytes.toString('base64') })).toThrow(/cannot be opened/)
    }
  })

  it('does not open with the right id over another key', () => {
    const { address, ...sealed } = newWallet(parseMasterKeys(`k1:${base64Key()}`))
    expect(() => open(parseMasterKeys(`k1:${base64Key()}`), address, sealed)).toThrow(/cannot be opened/)
  })

  it('does not open when it is cut short, even with a tag that would be shorter too', () => {
    const keys = parseMasterKeys(`k1:${base64Key()}`)
    const { address, keyId, ciphertext } = newWallet(keys)
    const cut = Buffer.from(ciphertext, 'base64').subarray(0, 56).toString('base64')
    expect(() => open(keys, address, { keyId, ciphertext: cut })).toThrow(/wrong length/)
  })

  it('never uses the same nonce twice for one wallet', () => {
    const keys = parseMasterKeys(`k1:${base64Key()}`)
    const wallet = Keypair.random()
    const sealed = Array.from({ length: 50 }, () => seal(keys, wallet.publicKey(), wallet.secret()).ciphertext)
    expect(new Set(sealed.map((text) => text.slice(0, 16))).size).toBe(50)
  })

  it('is refused at sealing when secret and address do not belong together', () => {
    const keys = parseMasterKeys(`k1:${base64Key()}`)
    expect(() => seal(keys, Keypair.random().publicKey(), Keypair.random().secret())).toThrow(/another wallet/)
  })
})

describe('a wallet key that is sealed anew', () => {
  const old = `k1:${base64Key()}`
  const both = parseMasterKeys(`k2:${base64Key()},${old}`)

  it('opens with the newest master key alone, and is the same key', () => {
    const { address, ...sealed } = newWallet(parseMasterKeys(old))
    const renewed = reseal(both, address, sealed)
    expect(renewed.keyId).toBe('k2')
    const withoutOld = { current: both.current, byId: new Map([['k2', both.current]]) }
    expect(open(withoutOld, address, renewed).secret()).toBe(open(both, address, sealed).secret())
  })

  it('is left alone, with an error, when the old seal does not open', () => {
    const { address, ...sealed } = newWallet(parseMasterKeys(`k1:${base64Key()}`))
    expect(() => reseal(both, address, sealed)).toThrow(/cannot be opened/)
    expect(() => reseal(both, address, { ...sealed, keyId: 'k0' })).toThrow(/"k0", which is not configured/)
  })
})

describe('a start', () => {
  const keys = parseMasterKeys(`k2:${base64Key()},k1:${base64Key()}`)

  it('needs every master key that wallets are sealed with', () => {
    expect(() => assertKeysConfigured(keys, ['k1', 'k2'])).not.toThrow()
    expect(() => assertKeysConfigured(keys, [])).not.toThrow()
    expect(() => assertKeysConfigured(keys, ['k0', 'k1'])).toThrow(/master key "k0", which MASTER_KEY does not have/)
  })
})

describe('an error about keys', () => {
  const secret = Keypair.random().secret()
  const master = base64Key()
  const deployer = Keypair.random().secret()
  const signerSecrets = {
    platform: { treasury: secret, sponsor: Keypair.random().secret(), resolver: Keypair.random().secret() },
    deployers: [deployer],
    masterKeys: parseMasterKeys(`k1:${master}`),
    readEncryptedKey: async () => null,
  }
  const failures: [string, string, () => unknown][] = [
    ['a wrong address at sealing', secret, () => seal(signerSecrets.masterKeys, 'GABC', secret)],
    ['a malformed secret at sealing', `${secret}X`, () => seal(signerSecrets.masterKeys, 'GABC', `${secret}X`)],
    ['a short master key', master.slice(0, 20), () => parseMasterKeys(`k1:${master.slice(0, 20)}`)],
    ['a master key without an id', master, () => parseMasterKeys(master)],
    ['a repeated master key', master, () => parseMasterKeys(`k1:${master},k1:${master}`)],
    [
      'a malformed platform key',
      secret.slice(0, 55),
      () => createSigners({ ...signerSecrets, platform: { ...signerSecrets.platform, sponsor: secret.slice(0, 55) } }),
    ],
    ['a key in two roles', deployer, () => createSigners({ ...signerSecrets, deployers: [deployer, deployer] })],
  ]

  it.each(failures)('does not show the secret after %s', (_name, planted, run) => {
    expect(failureText(run)).not.toContain(planted)
  })

  it('does not show the secret when a stored key cannot be opened', () => {
    const { address, ...sealed } = newWallet(signerSecrets.masterKeys)
    const other = base64Key()
    const text = failureText(() => open(parseMasterKeys(`k1:${other}`), address, sealed))
    expect(text).not.toContain(other)
    expect(text).not.toContain(sealed.ciphertext)
  })
})

describe('the configured master keys', () => {
  it('have the first as the current one', () => {
    expect(parseMasterKeys(`new:${base64Key()}, old:${base64Key()}`).current.id).toBe('new')
  })

  it.each(['', 'k1:', 'k1:%%%%', ':AAAA'])('are refused as "%s"', (text) => {
    expect(() => parseMasterKeys(text)).toThrow(/Master key/)
  })
})
