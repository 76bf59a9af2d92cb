import { parseArgs } from 'node:util'
import { FINDING_WORDS } from '../domain/audit/finding.ts'
import { verifySystem } from './stack/checkBooks.ts'
import { findStack } from './stack/findStack.ts'
import { type System, systemIn, systemOf } from './stack/system.ts'

/**
 * Compares ledger, chain and workflows, all of it: of the system that the environment describes when DATABASE_URL is set,
 * else of the stack that "npm start" runs. Exit 1 and the differences when they are not equal.
 */
const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } })
const verified = await verifySystem(await findSystem())
const { equal, ledger, accounts, orders, withdrawals, workflows, differences } = verified
if (values.json) {
  console.log(JSON.stringify(verified))
} else {
  for (const { kind, subject, expected, actual } of differences) {
    console.log(`${subject}: expected ${expected}, found ${actual}. ${FINDING_WORDS[kind]}`)
  }
  const rows = `${orders} orders, ${withdrawals} withdrawals`
  const extent = `${accounts} accounts as of ledger ${ledger}, ${rows}, ${workflows} running workflows`
  console.log(
    equal
      ? `Ledger, chain and workflows agree: ${extent}.`
      : `${differences.length} differences were found in ${extent}.`,
  )
}
process.exit(equal ? 0 : 1)

async function findSystem(): Promise<System> {
  const { DATABASE_URL, DATABASE_URL_FILE } = process.env
  try {
    if (DATABASE_URL || DATABASE_URL_FILE) return systemIn(process.env)
    const stack = await findStack()
    if (stack !== null) return await systemOf(stack)
    throw new Error(
      'No running stack was found. Start one with "npm start", or set DATABASE_URL and the other settings of the system to verify.',
    )
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exit(1)
  }
}
