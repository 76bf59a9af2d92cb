import { type Spread, spreadOf } from './spread.ts'

/** A and B measured in turn, so that whatever else the machine does falls on both. */
export type Pairs = { readonly ours: Spread; readonly theirs: Spread; readonly ratio: Spread }

/** Takes `rounds` pairs; who goes first changes from one to the next. The ratio is taken within each pair. */
export async function alternate(
  rounds: number,
  ours: () => Promise<number>,
  theirs: () => Promise<number>,
): Promise<Pairs> {
  const pairs: { ours: number; theirs: number }[] = []
  for (let round = 0; round < rounds; round++) {
    if (round % 2 === 0) pairs.push({ ours: await ours(), theirs: await theirs() })
    else {
      const first = await theirs()
      pairs.push({ ours: await ours(), theirs: first })
    }
  }
  return {
    ours: spreadOf(pairs.map((pair) => pair.ours)),
    theirs: spreadOf(pairs.map((pair) => pair.theirs)),
    ratio: spreadOf(pairs.map((pair) => pair.ours / pair.theirs)),
  }
}
