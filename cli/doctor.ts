import { parseArgs } from 'node:util'
import { isProfileName, PROFILE_NAMES } from '../config/profiles.ts'
import { projectRoot } from '../local/projectRoot.ts'
import { examineNetwork } from './doctor/network/examine.ts'
import { printed } from './doctor/network/report.ts'

/**
 * Looks at everything `npm start` needs and says, line by line, what is well and what to do about what is not. With
 * --network it looks at what a worker on that network needs instead, by the settings in the environment: accounts, keys,
 * contracts, Trustless Work. Exit code 1 when something is missing.
 */
const USAGE = `Usage: npm run doctor -- [--network ${PROFILE_NAMES.join('|')} [--wallets N] [--json]]`
const MAX_WALLETS = 10_000_000

const { values } = parseArgs({
  options: {
    network: { type: 'string' },
    wallets: { type: 'string', default: '100' },
    json: { type: 'boolean', default: false },
  },
})
process.exitCode = values.network === undefined ? await lookAtThisMachine() : await lookAtNetwork(values.network)

async function lookAtNetwork(network: string): Promise<number> {
  const wallets = Number(values.wallets)
  if (!isProfileName(network) || !Number.isInteger(wallets) || wallets < 0 || wallets > MAX_WALLETS) {
    console.error(USAGE)
    return 2
  }
  const report = await examineNetwork({ network, env: process.env, wallets })
  console.log(values.json ? JSON.stringify(report) : printed(report))
  return report.ok ? 0 : 1
}

async function lookAtThisMachine(): Promise<number> {
  const { CHECKS } = await import('./doctor/checks.ts')
  console.log(`Looking at ${projectRoot}\n`)
  let problems = 0
  const indent = ' '.repeat(28)
  for (const { title, look } of CHECKS) {
    const finding = await look()
    if (!finding.ok) problems++
    console.log(`${finding.ok ? 'ok     ' : 'PROBLEM'}  ${title.padEnd(18)} ${finding.what}`)
    if (!finding.ok) console.log(`${indent}-> ${finding.todo.replaceAll('\n', `\n${indent}   `)}`)
  }
  const end =
    problems === 0 ? 'Everything is in order: npm start' : `${problems} problem${problems > 1 ? 's' : ''} found.`
  console.log(`\n${end}`)
  return problems === 0 ? 0 : 1
}
