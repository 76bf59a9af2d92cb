import { StrKey } from '@stellar/stellar-sdk'

/** Something that may be nowhere: a text, or a key that has a text and bytes. */
export type Secret = { readonly name: string; readonly text: string; readonly bytes?: Uint8Array }

/** Where a secret came out, and in which form. */
export type Leak = { readonly secret: string; readonly form: string }

/** Shorter than this a form is found by chance. */
const MIN_FORM_LENGTH = 12
/** So much of a secret is a leak as well: what was mistyped or cut off is still most of it. */
const PIECE_LENGTH = 20

/** The secret of a Stellar account, as its strkey and as the 32 bytes of the seed. */
export function seedSecret(name: string, strkey: string): Secret {
  return { name, text: strkey, bytes: StrKey.decodeEd25519SecretSeed(strkey) }
}

/** Every way in which a program might write a secret down without meaning to. */
function formsOf({ text, bytes }: Secret): ReadonlyMap<string, string> {
  const forms = new Map<string, string>([['as it is', text]])
  forms.set('as part of a URL', encodeURIComponent(text))
  forms.set('as JSON', JSON.stringify(text).slice(1, -1))
  addEncodings(forms, 'its text', Buffer.from(text, 'utf8'))
  if (bytes !== undefined) {
    addEncodings(forms, 'its bytes', Buffer.from(bytes))
    forms.set('its bytes as numbers', [...bytes].join(','))
  }
  return new Map([...forms].filter(([, form]) => form.length >= MIN_FORM_LENGTH))
}

function addEncodings(forms: Map<string, string>, what: string, bytes: Buffer): void {
  forms.set(`${what} in hexadecimal`, bytes.toString('hex'))
  forms.set(`${what} in hexadecimal capitals`, bytes.toString('hex').toUpperCase())
  // Inside a longer text, base64 looks different by where the secret begins; its ends mix with the neighbours.
  for (const before of [0, 1, 2]) {
    const shifted = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replace(/=+$/, '')
    const inner = shifted.slice(Math.ceil((before * 8) / 6), -1)
    forms.set(`${what} in base64 from ${before}`, inner)
    forms.set(`${what} in base64url from ${before}`, inner.replaceAll('+', '-').replaceAll('/', '_'))
  }
}

/** Looks for secrets in a text, in every form, whole or in pieces. */
export function findLeaks(text: string, secrets: readonly Secret[]): Leak[] {
  return secrets.flatMap((secret) =>
    [...formsOf(secret)]
      .filter(([, form]) => piecesOf(form).some((piece) => text.includes(piece)))
      .map(([form]) => ({ secret: secret.name, form })),
  )
}

function piecesOf(form: string): string[] {
  if (form.length < 2 * PIECE_LENGTH) return [form]
  const count = Math.floor(form.length / PIECE_LENGTH)
  return Array.from({ length: count }, (_, index) => form.slice(index * PIECE_LENGTH, (index + 1) * PIECE_LENGTH))
}

const SHAPES: readonly (readonly [name: string, pattern: RegExp, isReal: (found: string) => boolean])[] = [
  ['a Stellar secret', /S[A-Z2-7]{55}/g, (found) => StrKey.isValidEd25519SecretSeed(found)],
  ['an API key', /ohk_(?:test|live)_\w{16,}/g, () => true],
  ['a master key', /\bk\d+:[A-Za-z0-9+/]{43}=/g, () => true],
  ['the secret of a webhook', /whsec_[A-Za-z0-9+/]{32,}/g, () => true],
  ['a database URL with a password', /postgres(?:ql)?:\/\/[^:/\s"]+:[^@/\s"]+@/g, () => true],
]

/** Looks for anything that has the shape of a secret, planted or not. */
export function findShapes(text: string): string[] {
  return SHAPES.flatMap(([name, pattern, isReal]) =>
    [...text.matchAll(pattern)].some(([found]) => isReal(found)) ? [name] : [],
  )
}
