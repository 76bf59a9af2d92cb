import { Keypair } from '@stellar/stellar-sdk'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { signDecorated, signingKeyOf } from '../../../chain/keys/ed25519.ts'

const seeds = fc.uint8Array({ minLength: 32, maxLength: 32 })
const messages = fc.uint8Array({ maxLength: 300 })
/** The SDK takes milliseconds for each. */
const few = { numRuns: 30 }

describe('Ed25519 by the platform', () => {
  it('gives the signature and public key of the test vector in RFC 8032, section 7.1', () => {
    const key = signingKeyOf(Buffer.from('c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7', 'hex'))
    expect(hex(key.publicKey)).toBe('fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025')
    expect(hex(key.sign(Buffer.from('af82', 'hex')))).toBe(
      '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
    )
  })

  it('derives and signs what the SDK does, whatever the seed and the message', () => {
    fc.assert(
      fc.property(seeds, messages, (seed, message) => {
        const [ours, theirs] = [signingKeyOf(seed), Keypair.fromRawEd25519Seed(seed)]
        expect(hex(ours.publicKey)).toBe(hex(theirs.rawPublicKey()))
        expect(hex(ours.sign(message))).toBe(hex(theirs.sign(message)))
      }),
      few,
    )
  })

  it('decorates a signature with the hint that the SDK writes, the second time too', () => {
    fc.assert(
      fc.property(seeds, seeds, seeds, (seed, first, second) => {
        const keypair = Keypair.fromRawEd25519Seed(seed)
        for (const hash of [first, second]) {
          const expected = keypair.signDecorated(hash).toXdr('base64')
          expect(signDecorated(keypair, hash).toXdr('base64')).toBe(expected)
        }
      }),
      few,
    )
  })

  it('reads no seed of another length', () => {
    expect(() => signingKeyOf(new Uint8Array(31))).toThrow('has 32 bytes, this one has 31')
  })

  it('does not sign with a keypair that has no secret', () => {
    const address = Keypair.fromRawEd25519Seed(new Uint8Array(32).fill(7)).publicKey()
    expect(() => signDecorated(Keypair.fromPublicKey(address), new Uint8Array(32))).toThrow('no secret')
  })
})

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
