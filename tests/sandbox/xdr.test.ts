import { Address, Keypair, StrKey, xdr } from '@stellar/stellar-sdk'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  accountAddress,
  accountBytes,
  accountId,
  addressOf,
  addressValue,
  contractAddress,
  contractId,
  scAddress,
} from '../../sandbox/xdr/addresses.ts'
import { bytesOfText } from '../../sandbox/xdr/decode.ts'
import { xdrBytes, xdrSize, xdrText } from '../../sandbox/xdr/encode.ts'

const key = fc.uint8Array({ minLength: 32, maxLength: 32 })
const address = fc.oneof(
  key.map((bytes) => StrKey.encodeEd25519PublicKey(bytes)),
  key.map((bytes) => StrKey.encodeContract(bytes)),
)

/** Values of every length that padding can have, nested. */
const { value } = fc.letrec<{ value: xdr.ScVal }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.boolean().map((flag) => xdr.ScVal.scvBool(flag)),
    fc.integer().map((number) => xdr.ScVal.scvI32(number)),
    fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }).map((number) => xdr.ScVal.scvU64(number)),
    fc.bigInt({ min: -(1n << 63n), max: (1n << 63n) - 1n }).map((number) => xdr.ScVal.scvI64(number)),
    fc.string({ unit: 'binary' }).map((text) => xdr.ScVal.scvString(text)),
    fc.uint8Array().map((bytes) => xdr.ScVal.scvBytes(bytes)),
    address.map((text) => new Address(text).toScVal()),
    fc.array(tie('value'), { maxLength: 5 }).map((values) => xdr.ScVal.scvVec(values)),
  ),
}))

describe('XDR written into one buffer', () => {
  test('is what the SDK writes, value after value', () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 5 }), (values) => {
        for (const each of values) {
          expect(hex(xdrBytes(each))).toBe(each.toXdr('hex'))
          expect(xdrText(each)).toBe(each.toXdr('base64'))
          expect(xdrSize(each)).toBe(each.toXdr().length)
        }
      }),
    )
  })

  test('may be larger than the buffer is at first', () => {
    const large = xdr.ScVal.scvVec([xdr.ScVal.scvBytes(new Uint8Array(150_001).fill(7)), xdr.ScVal.scvU32(1)])
    expect(hex(xdrBytes(large))).toBe(large.toXdr('hex'))
  })

  test('stays as it is when the next value is written', () => {
    const bytes = xdrBytes(xdr.ScVal.scvU32(1))
    const before = hex(bytes)
    xdrBytes(xdr.ScVal.scvU32(2))
    expect(hex(bytes)).toBe(before)
  })

  test('is refused where the SDK refuses it, and the next value is written all the same', () => {
    const tooBig = xdr.ScVal.scvVec([xdr.ScVal.scvU32(1), xdr.ScVal.scvU32(2 ** 32)])
    expect(() => tooBig.toXdr()).toThrow('expected integer in range')
    expect(() => xdrBytes(tooBig)).toThrow('expected integer in range')
    expect(xdrText(xdr.ScVal.scvU32(3))).toBe(xdr.ScVal.scvU32(3).toXdr('base64'))
  })

  test('ends where it is nested too deep to be read', () => {
    let deep: xdr.ScVal = xdr.ScVal.scvVoid()
    for (let depth = 0; depth < 1_000; depth++) deep = xdr.ScVal.scvVec([deep])
    expect(() => xdrBytes(deep)).toThrow('nested more than 1500 deep')
    expect(xdrSize(xdr.ScVal.scvVoid())).toBe(4)
  })
})

describe('base64 from a caller', () => {
  test.each([
    ['as it is usually written', 'AAAAAw=='],
    ['with a space', 'AAAA Aw=='],
    ['without padding', 'AAAAAw'],
    ['with the letters that URLs can hold', '-_8='],
  ])('is read as the SDK reads it: %s', (_name, text) => {
    expect(hex(bytesOfText(text))).toBe(hex(xdr.decodeBytes(text, 'base64')))
  })

  test.each(['AAAA!Aw==', 'A', '€'])('is refused when it is none: %s', (text) => {
    expect(() => bytesOfText(text)).toThrow('invalid base64')
  })
})

describe('addresses', () => {
  test('become the same XDR as in the SDK and come back from it, the second time too', () => {
    fc.assert(
      fc.property(address, (text) => {
        const theirs = new Address(text)
        for (let time = 0; time < 2; time++) {
          expect(xdrText(scAddress(text))).toBe(theirs.toScAddress().toXdr('base64'))
          expect(xdrText(addressValue(text))).toBe(theirs.toScVal().toXdr('base64'))
          expect(addressOf(theirs.toScAddress())).toBe(text)
        }
      }),
    )
  })

  test('of accounts and contracts are kept apart though they share their bytes', () => {
    fc.assert(
      fc.property(key, (bytes) => {
        const [account, contract] = [StrKey.encodeEd25519PublicKey(bytes), StrKey.encodeContract(bytes)]
        expect(accountAddress(bytes)).toBe(account)
        expect(contractAddress(bytes)).toBe(contract)
        expect(hex(accountBytes(account))).toBe(hex(bytes))
        expect(hex(contractId(contract).toBytes())).toBe(hex(bytes))
        expect(xdrText(accountId(account))).toBe(Keypair.fromPublicKey(account).xdrAccountId().toXdr('base64'))
      }),
    )
  })

  test('that are none are refused each time', () => {
    for (let time = 0; time < 2; time++) expect(() => scAddress('GABC')).toThrow('Unsupported address type')
  })
})

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
