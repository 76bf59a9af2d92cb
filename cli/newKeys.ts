import { randomBytes } from 'node:crypto'
import { parseArgs } from 'node:util'
import { Keypair } from '@stellar/stellar-sdk'
import { secretFiles, writeSecretFiles } from './keys/secretFiles.ts'

/**
 * Makes a set of keys for one network and prints it as lines of an .env file, the addresses as comments. Nothing is
 * stored and nothing is sent: what is printed here is the only copy. With --into a folder takes them instead, one file
 * each, together with the passwords that docker-compose.yml needs.
 */
const MAX_DEPLOYERS = 20
const KEY_BYTES = 32
const { values } = parseArgs({ options: { deployers: { type: 'string', default: '3' }, into: { type: 'string' } } })
const count = Number(values.deployers)
if (!Number.isInteger(count) || count < 1 || count > MAX_DEPLOYERS) {
  console.error(`Usage: node cli/newKeys.ts [--deployers N] [--into FOLDER], with 1 to ${MAX_DEPLOYERS} deployers`)
  process.exit(2)
}
const [treasury, sponsor, resolver] = [Keypair.random(), Keypair.random(), Keypair.random()]
const deployers = Array.from({ length: count }, () => Keypair.random())
const [masterKey, webhookKeys] = [newKey(), newKey()]
const accounts = [
  { variable: 'TREASURY_SECRET', pairs: [treasury] },
  { variable: 'SPONSOR_SECRET', pairs: [sponsor] },
  { variable: 'RESOLVER_SECRET', pairs: [resolver] },
  { variable: 'DEPLOYER_SECRETS', pairs: deployers },
].map(({ variable, pairs }) => ({
  variable,
  addresses: pairs.map((pair) => `# ${pair.publicKey()}`),
  secret: pairs.map((pair) => pair.secret()).join(','),
}))
if (values.into === undefined) {
  const lines = accounts.flatMap(({ variable, addresses, secret }) => [...addresses, `${variable}=${secret}`])
  console.log([`MASTER_KEY=${masterKey}`, `WEBHOOK_KEYS=${webhookKeys}`, ...lines].join('\n'))
} else {
  const keys = Object.fromEntries(accounts.map(({ variable, secret }) => [variable, secret]))
  await store(values.into, secretFiles({ MASTER_KEY: masterKey, WEBHOOK_KEYS: webhookKeys, ...keys }))
}

function newKey(): string {
  return `k1:${randomBytes(KEY_BYTES).toString('base64')}`
}

async function store(folder: string, files: ReadonlyMap<string, string>): Promise<void> {
  try {
    await writeSecretFiles(folder, files)
  } catch (error) {
    const exists = error instanceof Error && 'code' in error && error.code === 'EEXIST'
    if (!exists) throw error
    console.error(`${folder} is there already, and what is in it may be the only copy. Name another folder.`)
    process.exit(1)
  }
  console.log(
    `Wrote ${files.size} files to ${folder}: the only copy of these keys. Back them up before money is sent to:`,
  )
  for (const { variable, addresses } of accounts) console.log(`${variable}\n${addresses.join('\n')}`)
}
