import { randomBytes } from 'node:crypto'
import { parseArgs } from 'node:util'
import { Keypair } from '@stellar/stellar-sdk'

/**
 * Makes a set of keys for one network and prints it as lines of an .env file, the addresses as comments. Nothing is
 * stored and nothing is sent: what is printed here is the only copy.
 */
const MAX_DEPLOYERS = 20
const MASTER_KEY_BYTES = 32
const { values } = parseArgs({ options: { deployers: { type: 'string', default: '3' } } })
const count = Number(values.deployers)
if (!Number.isInteger(count) || count < 1 || count > MAX_DEPLOYERS) {
  console.error(`Usage: node cli/newKeys.ts [--deployers N], with 1 to ${MAX_DEPLOYERS} deployers`)
  process.exit(2)
}
const [treasury, sponsor, resolver] = [Keypair.random(), Keypair.random(), Keypair.random()]
const deployers = Array.from({ length: count }, () => Keypair.random())
console.log(
  [
    `MASTER_KEY=k1:${randomBytes(MASTER_KEY_BYTES).toString('base64')}`,
    `# ${treasury.publicKey()}`,
    `TREASURY_SECRET=${treasury.secret()}`,
    `# ${sponsor.publicKey()}`,
    `SPONSOR_SECRET=${sponsor.secret()}`,
    `# ${resolver.publicKey()}`,
    `RESOLVER_SECRET=${resolver.secret()}`,
    ...deployers.map((deployer) => `# ${deployer.publicKey()}`),
    `DEPLOYER_SECRETS=${deployers.map((deployer) => deployer.secret()).join(',')}`,
  ].join('\n'),
)
