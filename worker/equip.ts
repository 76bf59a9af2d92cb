import type { ServiceDependencies } from '../activities/services/dependencies.ts'
import { createSigningApproval } from '../activities/step/approveSigning.ts'
import type { WebhookDependencies } from '../activities/webhooks/deliver.ts'
import { resolveByDns, resolveBySystem } from '../activities/webhooks/resolve.ts'
import { systemClock } from '../chain/clock.ts'
import { createSigners } from '../chain/keys/createSigners.ts'
import { parseMasterKeys } from '../chain/keys/masterKeys.ts'
import { createRpc } from '../chain/rpc/client.ts'
import type { Signers } from '../chain/signers.ts'
import { createStepEngine } from '../chain/step/engine.ts'
import { createTrustlessWork } from '../chain/trustlessWork/client.ts'
import type { WorkerConfig } from '../config/load.ts'
import { parseWebhookKeys } from '../config/webhookKeys.ts'
import { createStepStore } from '../db/chainSteps/postgresStepStore.ts'
import { connect } from '../db/connect.ts'
import { readEncryptedKey } from '../db/wallets/readEncryptedKey.ts'
import { chainConfig } from './chainConfig.ts'

/** Everything the activities of one worker process work with. */
export type Equipment = ServiceDependencies & { readonly signers: Signers; readonly resolverAddress: string }

/** Enough for a worker's activities to post side by side; Postgres counts connections, not workers. */
const MAX_CONNECTIONS = 20

/** A ledger closes every five seconds on a real network and every second in the sandbox. */
const POLL_MS = 500

export function equip(config: WorkerConfig, closing: AbortSignal): Equipment {
  const chain = chainConfig(config)
  const db = connect(config.databaseUrl, { maxConnections: MAX_CONNECTIONS, applicationName: 'offerhub-worker' })
  const masterKeys = parseMasterKeys(config.masterKey)
  const signers = createSigners({
    platform: { treasury: config.treasurySecret, sponsor: config.sponsorSecret, resolver: config.resolverSecret },
    deployers: config.deployerSecrets,
    masterKeys,
    readEncryptedKey: (address) => readEncryptedKey(db, address),
  })
  const treasuryAddress = signers.platform.treasury.publicKey()
  const resolverAddress = signers.platform.resolver.publicKey()
  const rpc = createRpc(chain.rpcUrl)
  const engine = createStepEngine({
    config: chain,
    store: createStepStore(db),
    signers,
    rpc,
    trustlessWork: createTrustlessWork(chain),
    clock: systemClock,
    approve: createSigningApproval({ db, treasuryAddress, resolverAddress }),
  })
  return {
    db,
    engine,
    rpc,
    chain,
    masterKeys,
    signers,
    treasuryAddress,
    resolverAddress,
    webhooks: webhookEquipment(config),
    closing,
    pollMs: POLL_MS,
  }
}

function webhookEquipment(config: WorkerConfig): WebhookDependencies {
  const allowPrivate = config.webhookPrivateAddresses === 'allow'
  return {
    keys: parseWebhookKeys(config.webhookKeys),
    allowPrivate,
    resolve: allowPrivate ? resolveBySystem : resolveByDns,
    clock: systemClock,
    random: Math.random,
    attempted: () => undefined,
  }
}
