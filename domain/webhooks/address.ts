import ipaddr from 'ipaddr.js'

/** Of IPv6, only 2000::/3 was ever given to anybody: its first three bits are 001. */
const GLOBAL_BITS = 0b001

/**
 * Whether an address belongs to one machine on the public internet. Everything that is set aside for something else is
 * not: private and local networks, multicast, and the ranges that stand for an IPv4 address behind a translator (NAT64,
 * 6to4, Teredo), of which nobody knows where they lead. An IPv4 address in IPv6 clothes is judged as what it is.
 * https://www.iana.org/assignments/iana-ipv6-special-registry
 */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.IPv6.isValid(text) && !ipaddr.IPv4.isValidFourPartDecimal(text)) return false
  const address = ipaddr.process(text)
  if (address.range() !== 'unicast') return false
  return !(address instanceof ipaddr.IPv6) || (address.parts[0] ?? 0) >> 13 === GLOBAL_BITS
}
