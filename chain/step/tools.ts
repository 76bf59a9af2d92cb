import type { Clock } from '../clock.ts'
import type { ChainIntent } from '../intent.ts'
import type { ChainConfig } from '../network.ts'
import type { ChainRpc } from '../rpc/client.ts'
import type { Signers } from '../signers.ts'
import type { TrustlessWork } from '../trustlessWork/client.ts'
import type { AccountQueue } from './accountQueue.ts'
import type { StepLimits } from './limits.ts'
import type { SequenceMemory } from './sequenceMemory.ts'
import type { StepStore } from './store.ts'

/** A transaction that is about to be signed, said as what it is for. */
export type StepToSign = { readonly stepKey: string; readonly intent: ChainIntent; readonly orderId: string | null }

/** Throws ChainStepError ('ask_human') when nobody who may want the step is known to want it. */
export type ApproveSigning = (step: StepToSign) => Promise<void>

/** What every part of the engine works with. */
export type StepTools = {
  readonly config: ChainConfig
  readonly store: StepStore
  readonly signers: Signers
  readonly rpc: ChainRpc
  readonly trustlessWork: TrustlessWork
  readonly clock: Clock
  readonly limits: StepLimits
  readonly accounts: AccountQueue
  readonly sequences: SequenceMemory
  readonly approve: ApproveSigning
}
