import { Keypair, MuxedAccount, StrKey } from '@stellar/stellar-sdk'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readAddress } from '../../../domain/withdrawal/address.ts'

const anyKey = fc.uint8Array({ minLength: 32, maxLength: 32 })
const anyId = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

describe('an address', () => {
  it('of an account is read as the account that it names', () => {
    fc.assert(
      fc.property(anyKey, (key) => {
        const account = StrKey.encodeEd25519PublicKey(Buffer.from(key))
        expect(readAddress(account)).toEqual({ kind: 'account', account, muxedId: null })
      }),
    )
  })

  it('with a number in it is read as the account and the number that the library put in', () => {
    fc.assert(
      fc.property(anyKey, anyId, (key, id) => {
        const account = StrKey.encodeEd25519PublicKey(Buffer.from(key))
        const muxed = new MuxedAccount(accountOf(account), String(id)).accountId()
        expect(readAddress(muxed)).toEqual({ kind: 'account', account, muxedId: String(id) })
      }),
    )
  })

  it('of a contract is told apart from one of an account', () => {
    fc.assert(
      fc.property(anyKey, (key) => {
        expect(readAddress(StrKey.encodeContract(Buffer.from(key)))).toEqual({ kind: 'contract' })
      }),
    )
  })

  it('with any one letter mistyped is none', () => {
    const addresses = [
      Keypair.random().publicKey(),
      StrKey.encodeContract(Buffer.alloc(32, 7)),
      new MuxedAccount(accountOf(Keypair.random().publicKey()), '77').accountId(),
    ]
    fc.assert(
      fc.property(
        fc.constantFrom(...addresses),
        fc.nat(68),
        fc.constantFrom(...ALPHABET, 'a', '0', '1', ' '),
        (address, at, letter) => {
          fc.pre(at < address.length && address[at] !== letter)
          expect(readAddress(address.slice(0, at) + letter + address.slice(at + 1))).toBeNull()
        },
      ),
      { numRuns: 2_000 },
    )
  })

  it('is taken exactly where the library takes it', () => {
    const kinds = fc.oneof(
      fc.string({ maxLength: 80 }),
      fc.string({ unit: fc.constantFrom(...ALPHABET), minLength: 50, maxLength: 75 }),
      anyKey.map((key) => StrKey.encodeEd25519SecretSeed(Buffer.from(key))),
      anyKey.map((key) => StrKey.encodePreAuthTx(Buffer.from(key))),
      anyKey.map((key) => StrKey.encodeSha256Hash(Buffer.from(key))),
      anyKey.map((key) => `${StrKey.encodeEd25519PublicKey(Buffer.from(key))} `),
      anyKey.map((key) => StrKey.encodeEd25519PublicKey(Buffer.from(key)).toLowerCase()),
      anyKey.map((key) => StrKey.encodeEd25519PublicKey(Buffer.from(key)).slice(0, 55)),
    )
    fc.assert(
      fc.property(kinds, (text) => {
        const known =
          StrKey.isValidEd25519PublicKey(text) || StrKey.isValidMed25519PublicKey(text) || StrKey.isValidContract(text)
        expect(readAddress(text) !== null).toBe(known)
      }),
      { numRuns: 2_000 },
    )
  })
})

function accountOf(address: string) {
  return { accountId: () => address, sequenceNumber: () => '0', incrementSequenceNumber: () => undefined } as never
}
