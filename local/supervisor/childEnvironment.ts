import { type Secrets, webhookKeys } from './secrets.ts'

export interface Addresses {
  /** The database as its owner sees it: for migrations, tests and the commands of whoever runs the stack. */
  databaseUrl: string
  /** What API and worker log in with, where the stack has a Postgres of its own. */
  app?: { databaseUrl: string; password: string } | undefined
  temporalAddress: string
  temporalUi: string
  apiPort: number
  sandboxUrl: string
}

/** What the sandbox says of its chain. */
export interface ChainFacts {
  passphrase: string
  usdcIssuer: string
  factoryContractId: string
  escrowWasmHash: string
  multiEscrowWasmHash: string
  protocolFeeAddress: string
}

// Whatever the caller's shell holds under these names is about another set-up, or is a secret that the API must not see.
const OURS =
  /^(MASTER_KEY|WEBHOOK_\w+|\w+_SECRETS?|DATABASE_\w+|TEMPORAL_\w+|STELLAR_\w+|TRUSTLESS_WORK_\w+|ESCROW_FACTORY_ID|(MULTI_)?ESCROW_WASM_HASH|USDC_ISSUER|PROTOCOL_FEE_ADDRESS|FRIENDBOT_URL|FAUCET_URL|WORKFLOW_BUNDLE|WORKER_BUILD_ID|HEALTH_PORT|PORT|HOST|PUBLIC_URL|PG\w+|npm_\w+)$/

/** The caller's environment without what the stack itself decides. */
export function inheritedEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.fromEntries(Object.entries(environment).filter(([name]) => !OURS.test(name)))
  return { ...kept, LOG_LEVEL: logLevel(environment.LOG_LEVEL) }
}

/** At least "info": these logs go to files, and the supervisor reads in them when the worker is ready. */
function logLevel(asked: string | undefined): string {
  return asked === 'debug' || asked === 'trace' ? asked : 'info'
}

export function sharedEnvironment(addresses: Addresses, chain: ChainFacts): NodeJS.ProcessEnv {
  return {
    DATABASE_URL: addresses.databaseUrl,
    TEMPORAL_ADDRESS: addresses.temporalAddress,
    TEMPORAL_NAMESPACE: 'default',
    TEMPORAL_UI_URL: addresses.temporalUi,
    STELLAR_NETWORK_PASSPHRASE: chain.passphrase,
    USDC_ISSUER: chain.usdcIssuer,
  }
}

/** The programs that people's requests reach may do no more to the database than their role allows. */
export function appEnvironment({ app }: Addresses): NodeJS.ProcessEnv {
  return app === undefined ? {} : { DATABASE_URL: app.databaseUrl }
}

/** Migrations are the owner's, who also gives the programs their role. */
export function migrateEnvironment({ app }: Addresses): NodeJS.ProcessEnv {
  return app === undefined ? {} : { DATABASE_APP_PASSWORD: app.password }
}

/** The API speaks to people: it gets addresses, and no key that money depends on. */
export function apiEnvironment(addresses: Addresses, secrets: Secrets): NodeJS.ProcessEnv {
  return {
    ...webhookEnvironment(secrets),
    PORT: String(addresses.apiPort),
    HOST: '127.0.0.1',
    PUBLIC_URL: `http://127.0.0.1:${addresses.apiPort}`,
  }
}

export function workerEnvironment(addresses: Addresses, chain: ChainFacts, secrets: Secrets): NodeJS.ProcessEnv {
  return {
    ...webhookEnvironment(secrets),
    STELLAR_RPC_URL: `${addresses.sandboxUrl}/rpc`,
    TRUSTLESS_WORK_URL: `${addresses.sandboxUrl}/trustless-work`,
    TRUSTLESS_WORK_API_KEY: 'sandbox',
    ESCROW_FACTORY_ID: chain.factoryContractId,
    ESCROW_WASM_HASH: chain.escrowWasmHash,
    MULTI_ESCROW_WASM_HASH: chain.multiEscrowWasmHash,
    PROTOCOL_FEE_ADDRESS: chain.protocolFeeAddress,
    MASTER_KEY: secrets.masterKey,
    TREASURY_SECRET: secrets.treasurySecret,
    SPONSOR_SECRET: secrets.sponsorSecret,
    RESOLVER_SECRET: secrets.resolverSecret,
    DEPLOYER_SECRETS: secrets.deployerSecrets.join(','),
  }
}

/** Who tries the stack out receives webhooks on the same machine. */
function webhookEnvironment(secrets: Secrets): NodeJS.ProcessEnv {
  return { WEBHOOK_KEYS: webhookKeys(secrets), WEBHOOK_PRIVATE_ADDRESSES: 'allow' }
}

/** The accounts of the platform are paid for by the sandbox's friendbot and faucet. */
export function bootstrapEnvironment(addresses: Addresses, createApiKey: boolean): NodeJS.ProcessEnv {
  return {
    FRIENDBOT_URL: `${addresses.sandboxUrl}/friendbot`,
    FAUCET_URL: `${addresses.sandboxUrl}/faucet`,
    OFFERHUB_CREATE_API_KEY: createApiKey ? '1' : '0',
  }
}
