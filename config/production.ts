import { networkOf } from '../domain/network.ts'
import { CATALOGUE, type SettingName } from './catalogue.ts'
import { hasKnownKey, hasKnownPassword, isKnownSecretKey } from './developmentSecrets.ts'
import type { Environment } from './givenValue.ts'
import type { Settings } from './readSettings.ts'

type Problem = { readonly setting: SettingName; readonly problem: string }

/** Their traffic never leaves the machine. */
const OWN_MACHINE = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/
/** What the local stack gives as the vendor's key: its stand-in takes any. */
const SANDBOX_VENDOR_KEY = 'sandbox'

/**
 * What is fine on a developer's machine and not where it counts: with NODE_ENV=production, and on the public network even
 * without it. Production on testnet or on a local network is allowed; its passphrase has to be given, so nobody gets there
 * by leaving something out.
 */
export function productionProblems(settings: Partial<Settings>, env: Environment): Problem[] {
  const network = settings.networkPassphrase === undefined ? undefined : networkOf(settings.networkPassphrase)
  const isPublic = network === 'public'
  if (env.NODE_ENV !== 'production' && !isPublic) return []
  const where = isPublic ? 'the network is public' : 'NODE_ENV is production'
  return [
    ...developmentSecrets(settings).map((setting) => ({
      setting,
      problem: `${CATALOGUE[setting].env} is a secret for development, which everybody knows, and ${where}: make one of your own ("npm run keys:new").`,
    })),
    ...(settings.trustlessWorkApiKey === SANDBOX_VENDOR_KEY && network !== 'sandbox' ? [sandboxVendorKey(where)] : []),
    ...(settings.webhookPrivateAddresses === 'allow' ? [privateWebhooks(where)] : []),
    ...(isPublic ? unsafeAddresses(settings) : []),
  ]
}

function developmentSecrets(settings: Partial<Settings>): SettingName[] {
  const {
    databaseUrl,
    masterKey,
    webhookKeys,
    treasurySecret,
    sponsorSecret,
    resolverSecret,
    deployerSecrets = [],
  } = settings
  const found: [SettingName, boolean][] = [
    ['databaseUrl', databaseUrl !== undefined && hasKnownPassword(databaseUrl)],
    ['masterKey', masterKey !== undefined && hasKnownKey(masterKey)],
    ['webhookKeys', webhookKeys !== undefined && hasKnownKey(webhookKeys)],
    ['treasurySecret', treasurySecret !== undefined && isKnownSecretKey(treasurySecret)],
    ['sponsorSecret', sponsorSecret !== undefined && isKnownSecretKey(sponsorSecret)],
    ['resolverSecret', resolverSecret !== undefined && isKnownSecretKey(resolverSecret)],
    ['deployerSecrets', deployerSecrets.some(isKnownSecretKey)],
  ]
  return found.flatMap(([setting, isKnown]) => (isKnown ? [setting] : []))
}

function sandboxVendorKey(where: string): Problem {
  const setting = 'trustlessWorkApiKey'
  const problem = `${CATALOGUE[setting].env} is that of the local stack, which Trustless Work does not know, and ${where}: set the key that it gave you.`
  return { setting, problem }
}

/** A caller of the API could make the worker call what only the inside of the network may reach. */
function privateWebhooks(where: string): Problem {
  const setting = 'webhookPrivateAddresses'
  const problem = `${CATALOGUE[setting].env} is allow, and ${where}: leave it out, so that webhooks go to the public internet only.`
  return { setting, problem }
}

/** Keys and signed transactions go over these; in clear, whoever carries them can read and replace them. */
function unsafeAddresses(settings: Partial<Settings>): Problem[] {
  return (['rpcUrl', 'trustlessWorkUrl', 'publicUrl'] as const).flatMap((setting) => {
    const given = settings[setting]
    if (given === undefined) return []
    const { protocol, hostname } = new URL(given)
    if (protocol === 'https:' || OWN_MACHINE.test(hostname)) return []
    const problem = `${CATALOGUE[setting].env} is ${protocol}//${hostname}, which is not encrypted, and the network is public: use https.`
    return [{ setting, problem }]
  })
}
