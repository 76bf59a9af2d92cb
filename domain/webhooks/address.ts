import ipaddr from 'ipaddr.js'

/**
 * Whether an address belongs to one machine on the public internet. Everything that is set aside for something else is
 * not: private and local networks, multicast, and the ranges that stand for an IPv4 address behind a translator (NAT64,
 * 6to4, Teredo), of which nobody knows where they lead. An IPv4 address in IPv6 clothes is judged as what it is.
 * https://www.iana.org/assignments/iana-ipv6-special-registry
 */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false
  return ipaddr.process(text).range() === 'unicast'
}
