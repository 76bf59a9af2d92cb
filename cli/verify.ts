import { parseArgs } from 'node:util'
import { FINDING_WORDS } from '../domain/audit/finding.ts'
import { verifyStack } from './stack/checkBooks.ts'
import { findStack } from './stack/findStack.ts'

/** Compares ledger, chain and workflows of a running stack, all of it. Exit 1 and the differences when they are not equal. */
const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } })
const stack = await findStack()
if (stack === null) {
  console.error('No running stack was found. Start one with "npm start", then verify again.')
  process.exit(1)
}
const { equal, ledger, accounts, orders, workflows, differences } = await verifyStack(stack)
if (values.json) {
  console.log(JSON.stringify({ equal, ledger, accounts, orders, workflows, differences }))
} else {
  for (const { kind, subject, expected, actual } of differences) {
    console.log(`${subject}: expected ${expected}, found ${actual}. ${FINDING_WORDS[kind]}`)
  }
  const extent = `${accounts} accounts as of ledger ${ledger}, ${orders} orders, ${workflows} running workflows`
  console.log(
    equal
      ? `Ledger, chain and workflows agree: ${extent}.`
      : `${differences.length} differences were found in ${extent}.`,
  )
}
process.exit(equal ? 0 : 1)
