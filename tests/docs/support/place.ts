import type { Stack } from '../../../cli/stack/findStack.ts'

/** Where the blocks of a page run: what its placeholders and variables stand for. */
export type Place = {
  readonly stack: Stack
  readonly variables: Readonly<Record<string, string>>
  /** The last id, address or other name of each kind that a block has printed. */
  readonly seen: Map<string, string>
}

const ID = /\b(usr|ord|dsp|esc|key|cmd|whe|whd)_[0-9a-z]{26}\b/g

/** Remembers what a reader would copy out of an answer. */
export function look(place: Place, output: string): void {
  for (const [id] of output.matchAll(ID)) place.seen.set(id.slice(0, 3), id)
  // The issuer's address stands in the same answer as that of the wallet.
  const addresses = [...output.matchAll(/"address":"(G[A-Z2-7]{55})"/g)].map(([, address = '']) => address)
  for (const address of addresses) place.seen.set('G', address)
}

/** A moment that is still to come when a reader types it. */
const THREE_DAYS_MS = 259_200_000

/** A block as the reader would run it: addresses, keys and copied ids filled in. */
export function fill(text: string, place: Place): string {
  const { stack, seen } = place
  return text
    .replaceAll('http://localhost:4000', stack.apiUrl)
    .replaceAll('http://localhost:8000/faucet', stack.sandbox.faucetUrl)
    .replaceAll('http://localhost:8000', new URL(stack.sandbox.controlUrl).origin)
    .replaceAll(/ohk_(?:test|live)_(?:\.\.\.|your_api_key)/g, stack.apiKey)
    .replaceAll(
      /\b(usr|ord|dsp|esc|key|cmd|whe|whd)_\.\.\./g,
      (placeholder, kind: string) => seen.get(kind) ?? placeholder,
    )
    .replaceAll('2027-01-31T12:00:00Z', new Date(Date.now() + THREE_DAYS_MS).toISOString())
    .replaceAll(/\bG\.\.\./g, (placeholder) => seen.get('G') ?? placeholder)
}
