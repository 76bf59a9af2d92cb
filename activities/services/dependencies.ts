import type { MasterKeys } from '../../chain/keys/masterKeys.ts'
import type { ChainConfig } from '../../chain/network.ts'
import type { ChainRpc } from '../../chain/rpc/client.ts'
import type { StepEngine } from '../../chain/step/engine.ts'
import type { Database } from '../../db/connect.ts'
import type { WebhookDependencies } from '../webhooks/deliver.ts'

/** What the service activities work with. */
export type ServiceDependencies = {
  readonly db: Database
  readonly engine: StepEngine
  readonly rpc: ChainRpc
  readonly chain: ChainConfig
  readonly masterKeys: MasterKeys
  readonly treasuryAddress: string
  readonly webhooks: WebhookDependencies
  /** Aborts when this worker is asked to stop. */
  readonly closing: AbortSignal
  /** How long a service waits after a round that found nothing to do. */
  readonly pollMs: number
}
