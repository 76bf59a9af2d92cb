import { createSigners } from '../chain/keys/createSigners.ts'
import { parseMasterKeys } from '../chain/keys/masterKeys.ts'
import { readVendorContracts } from '../chain/platform/readVendorContracts.ts'
import { createTrustlessWork } from '../chain/trustlessWork/client.ts'
import { readSome } from '../config/readSettings.ts'

/**
 * Prints the factory and the code that Trustless Work deploys escrows with, as lines of an .env file. They are read off
 * transactions that it builds for the platform's own accounts, which must exist; nothing is signed or sent. What is
 * printed is what they use, not what is right: compare it with what they publish before money goes into it.
 */
const NEEDED = [
  'stellarNetwork',
  'networkPassphrase',
  'usdcIssuer',
  'trustlessWorkUrl',
  'trustlessWorkApiKey',
  'masterKey',
  'treasurySecret',
  'sponsorSecret',
  'resolverSecret',
  'deployerSecrets',
] as const

try {
  const settings = readSome(NEEDED, process.env)
  const { platform, deployers } = createSigners({
    platform: {
      treasury: settings.treasurySecret,
      sponsor: settings.sponsorSecret,
      resolver: settings.resolverSecret,
    },
    deployers: settings.deployerSecrets,
    masterKeys: parseMasterKeys(settings.masterKey),
    readEncryptedKey: async () => null,
  })
  const { factoryId, multiFactoryId, escrowWasmHash, multiEscrowWasmHash } = await readVendorContracts(
    createTrustlessWork(settings),
    {
      deployer: deployers[0]?.publicKey() ?? platform.treasury.publicKey(),
      treasury: platform.treasury.publicKey(),
      sponsor: platform.sponsor.publicKey(),
      resolver: platform.resolver.publicKey(),
    },
  )
  console.log(`ESCROW_FACTORY_ID=${factoryId}`)
  console.log(`ESCROW_WASM_HASH=${escrowWasmHash}`)
  console.log(`MULTI_ESCROW_WASM_HASH=${multiEscrowWasmHash}`)
  if (multiFactoryId !== factoryId) {
    throw new Error(
      `Escrows with milestones come from another factory, ${multiFactoryId}, which this program cannot pin`,
    )
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
