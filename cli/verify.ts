import { parseArgs } from 'node:util'
import { formatExact, stroops } from '../domain/money.ts'
import { checkBooks } from './stack/checkBooks.ts'
import { findStack } from './stack/findStack.ts'

/** Compares the ledger with the chain, for a running stack. Exit 1 and the differences when they are not equal. */
const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } })
const stack = await findStack()
if (stack === null) {
  console.error('No running stack was found. Start one with "npm start", then verify again.')
  process.exit(1)
}
const { equal, accounts, differences, ledgerSumStroops } = await checkBooks(stack)
if (values.json) {
  const rows = differences.map((row) => ({
    ...row,
    ledgerStroops: `${row.ledgerStroops}`,
    chainStroops: `${row.chainStroops}`,
  }))
  console.log(
    JSON.stringify({ equal, accounts: accounts.length, differences: rows, ledgerSumStroops: `${ledgerSumStroops}` }),
  )
} else {
  for (const { account, ledgerStroops, chainStroops } of differences) {
    console.log(
      `${account}: ledger ${formatExact(stroops(ledgerStroops))}, chain ${formatExact(stroops(chainStroops))}`,
    )
  }
  if (ledgerSumStroops !== 0n) console.log(`The ledger's entries sum to ${ledgerSumStroops} stroops instead of zero.`)
  console.log(equal ? `Ledger equals chain in all ${accounts.length} accounts.` : 'Ledger and chain differ.')
}
process.exit(equal ? 0 : 1)
