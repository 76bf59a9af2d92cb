/** Numbers that look random and are the same again for the same seed. */
export type Random = {
  /** At least 0, below 1. */
  fraction(): number
  /** Both ends included. */
  integer(least: number, most: number): number
  /** True once in so many times. */
  oneIn(times: number): boolean
  pick<T>(list: readonly [T, ...T[]]): T
  shuffle<T>(list: readonly T[]): T[]
}

/** Each label is a sequence of its own, so that drawing more often in one place changes nothing in another. */
export function createRandom(seed: number | string, label: string): Random {
  let state = hash(`${seed}\n${label}`)
  const fraction = () => {
    // Mulberry32: small, fast, and even enough to choose by.
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const integer = (least: number, most: number) => least + Math.floor(fraction() * (most - least + 1))
  return {
    fraction,
    integer,
    oneIn: (times) => integer(1, times) === 1,
    pick: <T>(list: readonly [T, ...T[]]) => list[integer(0, list.length - 1)] ?? list[0],
    shuffle: (list) =>
      list
        .map((item) => ({ item, at: fraction() }))
        .toSorted((one, other) => one.at - other.at)
        .map(({ item }) => item),
  }
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (const byte of Buffer.from(text)) value = Math.imul(value ^ byte, 0x01000193)
  return value >>> 0
}
