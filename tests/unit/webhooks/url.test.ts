import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isPublicAddress } from '../../../domain/webhooks/address.ts'
import { MAX_URL_LENGTH, problemOfUrl } from '../../../domain/webhooks/url.ts'

const strict = (url: string) => problemOfUrl(url, { allowPrivate: false })

describe('an address is not public', () => {
  it.each([
    ...['0.0.0.0', '10.1.2.3', '100.64.0.1', '127.0.0.1', '127.255.255.254', '169.254.169.254', '172.16.0.1'],
    ...['172.31.255.255', '192.0.0.1', '192.0.2.1', '192.168.1.1', '198.18.0.1', '198.51.100.1', '203.0.113.9'],
    ...['224.0.0.1', '240.0.0.1', '255.255.255.255', '::', '::1', 'fe80::1', 'fec0::1', 'fc00::1', 'fd00:ec2::254'],
    ...['ff02::1', '::ffff:127.0.0.1', '::ffff:a00:1', '::ffff:0:127.0.0.1', '::127.0.0.1', '::7f00:1'],
    ...['64:ff9b::7f00:1', '64:ff9b::8.8.8.8', '64:ff9b:1::1', '2002:7f00:1::', '2002:808:808::1', '2001::1'],
    ...['2001:db8::1', '2001:0:53aa:64c::1', '100::1', '4000::1', '', 'localhost', '127.0.0.1:80', '1.2.3'],
  ])('when it is "%s"', (address) => {
    expect(isPublicAddress(address)).toBe(false)
  })

  it('when it is any IPv4 address of a private network, written as IPv6', () => {
    const byte = fc.integer({ min: 0, max: 255 })
    fc.assert(
      fc.property(byte, byte, byte, (a, b, c) => {
        expect(isPublicAddress(`10.${a}.${b}.${c}`)).toBe(false)
        expect(isPublicAddress(`::ffff:10.${a}.${b}.${c}`)).toBe(false)
      }),
    )
  })

  it.each(['8.8.8.8', '93.184.216.34', '172.32.0.1', '2606:4700::1111', '2a00:1450::1', '::ffff:8.8.8.8'])(
    'unless it is one like %s',
    (address) => {
      expect(isPublicAddress(address)).toBe(true)
    },
  )
})

describe('the URL of an endpoint', () => {
  it.each([
    'https://shop.example/webhooks',
    'https://shop.example:8443/a?b=c',
    'https://8.8.8.8/',
    'https://[2606:4700::1111]/x',
    'https://10.example/',
  ])('may be %s', (url) => {
    expect(strict(url)).toBeNull()
  })

  it.each([
    ['http://shop.example/', /https/],
    ['ftp://shop.example/', /https/],
    ['//shop.example/', /absolute/],
    ['shop', /absolute/],
    ['https://user@shop.example/', /user name/],
    ['https://user:pw@shop.example/', /user name/],
    ['https://shop.example/#here', /fragment/],
    ['https://shop.example/#', /fragment/],
    [`https://shop.example/?${'a=b&'.repeat(MAX_URL_LENGTH)}`, /at most 2000/],
    ...[
      'https://127.0.0.1/',
      'https://127.1/',
      'https://2130706433/',
      'https://0x7f.0.0.1/',
      'https://0177.0.0.1/',
      'https://127.0.0.1./',
      'https://１２７.0.0.1/',
      'https://10.0.0.8:443/',
      'https://169.254.169.254/latest/meta-data',
      'https://[::1]/',
      'https://[::ffff:127.0.0.1]/',
      'https://[::ffff:7f00:1]/',
      'https://[64:ff9b::7f00:1]/',
      'https://[2002:7f00:1::]/',
      'https://[fd00::1]/',
      'https://localhost/',
      'https://LOCALHOST./',
      'https://api.localhost/',
    ].map((url): [string, RegExp] => [url, /public internet/]),
  ])('may not be %s', (url, why) => {
    expect(strict(url)).toMatch(why)
  })

  it('may be one of this machine, and without TLS there, only where private addresses are allowed', () => {
    for (const url of [
      'http://127.0.0.1:3000/hooks',
      'http://localhost:3000/',
      'http://[::1]:1/',
      'https://10.0.0.1/',
    ]) {
      expect(problemOfUrl(url, { allowPrivate: true }), url).toBeNull()
      expect(strict(url), url).not.toBeNull()
    }
    expect(problemOfUrl('http://10.0.0.1/', { allowPrivate: true })).toMatch(/https/)
    expect(problemOfUrl('http://127.0.0.1.shop.example/', { allowPrivate: true })).toMatch(/https/)
  })
})
