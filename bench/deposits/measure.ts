import { createRpc } from '../../chain/rpc/client.ts'
import { until } from '../../cli/demo/until.ts'
import { systemOf } from '../../cli/stack/system.ts'
import { textArray } from '../../db/fragment.ts'
import { round } from '../figures/distribution.ts'
import type { Measured } from '../report/measured.ts'
import type { Stage } from '../stage/stage.ts'
import { donate, type Network, PAYMENTS_PER_TRANSACTION, prepareDonations } from './donors.ts'

const DONORS = 10
const RECIPIENT_COUPLES = 8
const CREDIT_LIMIT_MS = 300_000

/** Deposits a second, from the chain to the people's balances. */
export async function measureDeposits(stage: Stage): Promise<Measured> {
  const { stack, size, say } = stage
  const couples = await stage.couples(RECIPIENT_COUPLES)
  const recipients = couples.flatMap(({ buyer, seller }) => [buyer.address, seller.address])
  const { chain, rpcUrl } = await systemOf(stack)
  const network: Network = { rpc: createRpc(rpcUrl), chain, faucetUrl: stack.sandbox.faucetUrl }
  const each = Math.max(Math.round(size.deposits / PAYMENTS_PER_TRANSACTION / DONORS), 1)
  say('Getting donors ready ...')
  const donations = await prepareDonations(network, DONORS, recipients, each)
  const hashes = donations.flat().map(({ hash }) => hash)
  const deposits = hashes.length * PAYMENTS_PER_TRANSACTION
  say(`${deposits} deposits ...`)
  const startedAt = performance.now()
  const paid = Promise.all(donations.map((envelopes) => donate(network, envelopes))).then(() => performance.now())
  const [paidAt] = await Promise.all([paid, untilCredited(stage, hashes, deposits)])
  const creditedAt = performance.now()
  const perSecond = (deposits * 1_000) / (creditedAt - startedAt)
  const lagSeconds = (creditedAt - paidAt) / 1_000
  return {
    title: 'Deposits through the watcher',
    table: [
      ['deposits', 'a second', 'credited after the last was paid, s'],
      [`${deposits}`, `${round(perSecond)}`, `${round(lagSeconds)}`],
    ],
    notes: ['From the first payment to the last credit; the chain applies them meanwhile on the same machine.'],
    figures: { deposits, perSecond: round(perSecond), lagSeconds: round(lagSeconds) },
  }
}

async function untilCredited({ db }: Stage, hashes: readonly string[], deposits: number): Promise<void> {
  await until(CREDIT_LIMIT_MS, 'all deposits to be credited', async () => {
    const [row] = await db.sql<{ count: number }[]>`
      select count(*)::int as count from chain_transfers where transaction_hash = any(${textArray(db.sql, hashes)})`
    return row?.count === deposits
  })
}
