import { Account, Keypair, MuxedAccount, StrKey } from '@stellar/stellar-sdk'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readAddress } from '../../../domain/withdrawal/address.ts'

const key = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes))
const customer = fc
  .tuple(key, fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }))
  .map(([bytes, id]) =>
    new MuxedAccount(new Account(StrKey.encodeEd25519PublicKey(bytes), '0'), String(id)).accountId(),
  )

test('an account is read as the SDK reads it', () => {
  fc.assert(
    fc.property(key, (bytes) => {
      const address = StrKey.encodeEd25519PublicKey(bytes)
      expect(readAddress(address)).toEqual({ names: 'account', account: address })
    }),
  )
})

test("a customer's address leads to the account that the SDK finds in it", () => {
  fc.assert(
    fc.property(customer, (address) => {
      const account = MuxedAccount.fromAddress(address, '0').baseAccount().accountId()
      expect(readAddress(address)).toEqual({ names: 'customer', account })
    }),
  )
})

test('a contract is told from an account', () => {
  fc.assert(
    fc.property(key, (bytes) => {
      expect(readAddress(StrKey.encodeContract(bytes))).toEqual({ names: 'contract', account: null })
    }),
  )
})

test('an address with one other character is none, as for the SDK', () => {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ2345670189abc= '
  fc.assert(
    fc.property(
      fc.oneof(
        key.map((bytes) => StrKey.encodeEd25519PublicKey(bytes)),
        customer,
      ),
      fc.nat(),
      fc.nat(),
      (address, place, letter) => {
        const at = place % address.length
        const changed = address.slice(0, at) + letters.charAt(letter % letters.length) + address.slice(at + 1)
        const isValid = StrKey.isValidEd25519PublicKey(changed) || StrKey.isValidMed25519PublicKey(changed)
        expect(readAddress(changed) !== null).toBe(isValid)
      },
    ),
  )
})

test.each(['', 'G', Keypair.random().secret(), `${Keypair.random().publicKey()}A`, 'usr_1', '0x12', 'ä'.repeat(56)])(
  '%j is no address',
  (text) => expect(readAddress(text)).toBeNull(),
)
