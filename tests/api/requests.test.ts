import { describe, expect, test } from 'vitest'
import { commandIdFor } from '../../api/commands/commandId.ts'
import { fingerprint } from '../../api/idempotency/fingerprint.ts'
import { canonicalJson } from '../../api/requests/canonicalJson.ts'
import { readIdempotencyKey } from '../../api/requests/idempotencyKey.ts'
import { readPreference } from '../../api/requests/preference.ts'
import { isId } from '../../domain/ids.ts'

describe('the Prefer header', () => {
  test.each([
    [undefined, null],
    ['return=minimal', null],
    ['wait=abc', null],
    ['respond-async', { waitMs: 0, applied: 'respond-async' }],
    ['wait=3', { waitMs: 3_000, applied: 'wait=3' }],
    ['respond-async, wait=10', { waitMs: 10_000, applied: 'wait=10' }],
    ['Wait = "5"', { waitMs: 5_000, applied: 'wait=5' }],
    ['wait=100000', { waitMs: 60_000, applied: 'wait=60' }],
  ])('%s is read as %o', (header, preference) => {
    expect(readPreference(header)).toEqual(preference)
  })
})

describe('the Idempotency-Key header', () => {
  test('is the same key quoted and bare', () => {
    expect(readIdempotencyKey('"a-1"')).toBe(readIdempotencyKey('a-1'))
  })

  test.each(['', 'two words', 'k'.repeat(256), 'schlüssel'])('is refused when it is "%s"', (header) => {
    expect(() => readIdempotencyKey(header)).toThrow(/Idempotency-Key/)
  })
})

describe('what makes two requests the same', () => {
  test('is not the order of the fields, also inside of objects', () => {
    expect(canonicalJson({ b: [1, { y: null, x: 'ü' }], a: 2 })).toBe('{"a":2,"b":[1,{"x":"ü","y":null}]}')
    expect(fingerprint('POST', '/a', 'v', { x: 1, y: 2 })).toBe(fingerprint('POST', '/a', 'v', { y: 2, x: 1 }))
  })

  test('is the path, the method, the version and every value', () => {
    const all = [
      fingerprint('POST', '/a', 'v', { x: 1 }),
      fingerprint('POST', '/b', 'v', { x: 1 }),
      fingerprint('PUT', '/a', 'v', { x: 1 }),
      fingerprint('POST', '/a', 'v', { x: '1' }),
      fingerprint('POST', '/a', 'v', {}),
      fingerprint('POST', '/a', 'w', {}),
    ]
    expect(new Set(all).size).toBe(all.length)
  })
})

describe('the name of a command', () => {
  test('follows from API key, Idempotency-Key and route', () => {
    const name = commandIdFor('key_a', 'k1', 'POST /orders/ord_1/reserve')
    expect(isId('command', name)).toBe(true)
    expect(commandIdFor('key_a', 'k1', 'POST /orders/ord_1/reserve')).toBe(name)
    expect(commandIdFor('key_b', 'k1', 'POST /orders/ord_1/reserve')).not.toBe(name)
    expect(commandIdFor('key_a', 'k2', 'POST /orders/ord_1/reserve')).not.toBe(name)
    expect(commandIdFor('key_a', 'k1', 'POST /orders/ord_2/reserve')).not.toBe(name)
  })

  test('is another one each time without an Idempotency-Key', () => {
    expect(commandIdFor('key_a', undefined, 'POST /x')).not.toBe(commandIdFor('key_a', undefined, 'POST /x'))
  })
})
