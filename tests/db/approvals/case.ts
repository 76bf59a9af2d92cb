import type { ChainIntent } from '../../../chain/intent.ts'
import { OTHER_CONTRACT, type Scene, type Setting } from './scene.ts'

/** A fact of the step that differs from the ledger, and what the refusal must speak of. */
export type Deviation = readonly [told: string, change: (scene: Scene) => object, about: RegExp]
export type Case = {
  readonly title: string
  readonly setting: Setting
  readonly intent: (scene: Scene) => ChainIntent
  readonly deviations: readonly Deviation[]
  /** Settings of the ledger in which the same step is refused. */
  readonly otherwise: readonly (readonly [told: string, setting: Partial<Setting>])[]
}

export const otherContract: Deviation = ['another contract', () => ({ contractId: OTHER_CONTRACT }), /the contract/]
