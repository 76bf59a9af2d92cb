import { withConnections, withOwnDatabase } from '../database/ownDatabase.ts'
import { round } from '../figures/distribution.ts'
import { alternate, type Pairs } from '../figures/pairs.ts'
import { inWords } from '../figures/spread.ts'
import { type Pace, steadyRate } from '../figures/steadyRate.ts'
import type { Measured } from '../report/measured.ts'
import type { Stage } from '../stage/stage.ts'
import { enrich, postMany, postOne } from './ours.ts'
import { createPlainLedger, transferOne } from './plain.ts'

const CONNECTIONS = 16
const ACCOUNTS = 1_000
const BATCH = 100
const WARM_UP_MS = 500

/** Ledger postings a second with every rule of the database on, beside a function that only moves money. */
export async function measurePostings({ stack, size, say }: Stage): Promise<Measured> {
  return await withOwnDatabase(stack.databaseUrl, 'bench_postings', (url) =>
    withConnections(url, CONNECTIONS, async (db) => {
      const cast = await enrich(db, ACCOUNTS)
      await createPlainLedger(db, ACCOUNTS)
      const pace: Pace = { workers: CONNECTIONS, warmUpMs: WARM_UP_MS, windowMs: size.postingWindowMs }
      const inTurn = (isSpread: boolean) =>
        alternate(
          size.rounds,
          () => steadyRate(pace, () => postOne(db, cast, isSpread)),
          () => steadyRate(pace, () => transferOne(db, ACCOUNTS, isSpread)),
        )
      say('Posting to many accounts, and to one ...')
      const spread = await inTurn(true)
      const oneAccount = await inTurn(false)
      const batched = BATCH * (await steadyRate({ ...pace, workers: 2 }, () => postMany(db, cast, BATCH)))
      return present(spread, oneAccount, round(batched))
    }),
  )
}

function present(spread: Pairs, oneAccount: Pairs, batched: number): Measured {
  const row = (name: string, { ours, theirs, ratio }: Pairs) => [name, inWords(ours), inWords(theirs), inWords(ratio)]
  return {
    title: 'Ledger postings a second, beside a plain SQL function',
    table: [
      ['each in its own SQL transaction', 'postings/s', 'plain/s', 'ours / plain'],
      row(`over ${ACCOUNTS} accounts`, spread),
      row('out of one account', oneAccount),
      [`${BATCH} in one transaction, spread`, `${batched}`, '-', '-'],
    ],
    notes: [`${CONNECTIONS} connections; each of ours with its order's account, its event, and all triggers.`],
    figures: { spread, oneAccount, batched, connections: CONNECTIONS, batch: BATCH },
    headline: { postingsPerSecond: spread.ours.median },
  }
}
