import type { FaultName } from '../faults/catalogue.ts'
import type { EscrowLineage } from './lineage.ts'

/** What the API needs to know about the network it works on. */
export type TrustlessWorkOptions = {
  readonly rpcUrl: string
  /** Answers JSON-RPC without a connection, for a node in the same process. What it answers is the caller's to keep. */
  readonly answerRpc?: (request: unknown) => unknown
  readonly networkPassphrase: string
  readonly factoryContractId: string
  /** Hex of the code hash that new single-release escrows are created with. */
  readonly escrowWasmHash: string
  /** The same of multi-release escrows. */
  readonly multiEscrowWasmHash: string
  readonly protocolFeeAddress: string
  /** Which build of the contracts the hashes belong to; `main` unless it is said. */
  readonly lineage?: EscrowLineage
  /** Read at every request, so that a control endpoint can change the behaviour while the API runs. */
  readonly settings?: () => Partial<TrustlessWorkSettings>
  /** Faults of single calls; without it nothing goes wrong. */
  readonly faults?: VendorFaults
}

/** The call that is asked for: of an escrow that exists, by its contract, of a new one by its texts. */
export type VendorCall = { readonly functionName: string } & (
  | { readonly contractId: string }
  | { readonly engagementId: string; readonly title: string }
)

export type VendorFaults = {
  /** The fault among the possible ones that strikes this build, used up by the asking. */
  build(call: VendorCall, possible: (name: FaultName) => boolean): FaultName | undefined
  /** The same for a submission. */
  send(signedXdr: string): FaultName | undefined
  /** The longest that a hanging answer is held. */
  hangMs(): number
}

export const CONTRACT_ERROR_STATUSES = [400, 500] as const

/** How `send-transaction` answers: truthfully, or in one of the ways the vendor's is known to go wrong. */
export const SUBMIT_ANSWERS = ['ok', 'missingMetaAfterApply', 'hangUpAfterApply', 'hangUpBeforeApply'] as const

export type TrustlessWorkSettings = {
  /** The vendor's documents name both for a refusal by the contract. */
  readonly contractErrorStatus: (typeof CONTRACT_ERROR_STATUSES)[number]
  /** Time bounds of built transactions; 0 builds without an upper bound. */
  readonly validitySeconds: number
  /** 0 switches the limit off; the vendor's is 50. */
  readonly requestsPerMinute: number
  readonly submitAnswer: (typeof SUBMIT_ANSWERS)[number]
  /** How far the read model is behind the chain; integrators see 15 to 25, at worst 60. */
  readonly indexerLagSeconds: number
  /** Whether builds find only escrows that the read model shows already. */
  readonly buildsAskIndexer: boolean
}

/** An API that behaves. */
export const DEFAULT_SETTINGS: TrustlessWorkSettings = {
  contractErrorStatus: 400,
  validitySeconds: 300,
  requestsPerMinute: 0,
  submitAnswer: 'ok',
  indexerLagSeconds: 0,
  buildsAskIndexer: false,
}

export function currentSettings(options: TrustlessWorkOptions): TrustlessWorkSettings {
  return { ...DEFAULT_SETTINGS, ...options.settings?.() }
}
