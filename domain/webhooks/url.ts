import { isPublicAddress } from './address.ts'

export const MAX_URL_LENGTH = 2_000

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/

/**
 * What keeps a URL from being called, as the end of a sentence that begins with its name; null if nothing does. Names are
 * not looked up here: each attempt looks at the addresses that it connects to. `allowPrivate` is for development.
 */
export function problemOfUrl(text: string, { allowPrivate }: { readonly allowPrivate: boolean }): string | null {
  if (text.length > MAX_URL_LENGTH) return `must have at most ${MAX_URL_LENGTH} characters`
  if (!URL.canParse(text)) return 'must be an absolute URL such as https://shop.example/webhooks'
  const { protocol, hostname, username, password, hash } = new URL(text)
  const mayBeHttp = allowPrivate && LOOPBACK.test(hostname)
  if (protocol !== 'https:' && !(protocol === 'http:' && mayBeHttp)) return 'must begin with https://'
  if (username !== '' || password !== '') return 'must not have a user name or password in it'
  if (hash !== '' || text.includes('#')) return 'must not have a fragment (#)'
  if (allowPrivate) return null
  return isPublicHost(hostname) ? null : 'must lead to the public internet, not to an address of a private network'
}

/** False for what is an address, or stands for one, that is not public; a name is looked up when it is called. */
function isPublicHost(hostname: string): boolean {
  const name = hostname.replace(/\.$/, '').toLowerCase()
  if (name === 'localhost' || name.endsWith('.localhost')) return false
  const address = name.startsWith('[') ? name.slice(1, -1) : name
  const isLiteral = name.startsWith('[') || /^\d+(\.\d+){3}$/.test(name)
  return !isLiteral || isPublicAddress(address)
}
