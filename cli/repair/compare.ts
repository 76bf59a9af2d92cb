import { compareWithChain } from '../../activities/audit/compareWithChain.ts'
import { unbookedMoves } from '../../db/recovery/unbookedMoves.ts'
import { formatExact, stroops } from '../../domain/money.ts'
import type { Repair } from './context.ts'

/** Holds ledger and chain against each other. What orders will book themselves when they run again is no difference. */
export async function compareBooks(repair: Repair): Promise<boolean> {
  const { db, rpc, network, treasury, report } = repair
  const [comparison, moves] = await Promise.all([
    compareWithChain({ db, rpc, chain: network, treasuryAddress: treasury }),
    unbookedMoves(db),
  ])
  const toBook = new Map<string, bigint>()
  const add = (address: string, amount: bigint) => toBook.set(address, (toBook.get(address) ?? 0n) + amount)
  for (const { from, to, amountStroops } of moves) {
    add(from, -BigInt(amountStroops))
    add(to, BigInt(amountStroops))
  }
  const differences = comparison.differences.filter(
    ({ address, ledgerStroops, chainStroops }) => ledgerStroops + (toBook.get(address) ?? 0n) !== chainStroops,
  )
  for (const { account, ledgerStroops, chainStroops } of differences) {
    report.unexplained(
      `${account}: the ledger has ${formatExact(stroops(ledgerStroops))}, the chain ${formatExact(stroops(chainStroops))}.`,
    )
  }
  if (comparison.ledgerSumStroops !== 0n) {
    report.unexplained(`The ledger's entries sum to ${comparison.ledgerSumStroops} stroops instead of zero.`)
  }
  return differences.length === 0 && comparison.ledgerSumStroops === 0n
}
