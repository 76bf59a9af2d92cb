/** What the API needs to know about the network it works on. */
export type TrustlessWorkOptions = {
  readonly rpcUrl: string
  readonly networkPassphrase: string
  readonly factoryContractId: string
  /** Hex of the code hash that new escrows are created with. */
  readonly escrowWasmHash: string
  readonly protocolFeeAddress: string
  /** Read at every request, so that a control endpoint can change the behaviour while the API runs. */
  readonly settings?: () => Partial<TrustlessWorkSettings>
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
}

/** An API that behaves. */
export const DEFAULT_SETTINGS: TrustlessWorkSettings = {
  contractErrorStatus: 400,
  validitySeconds: 300,
  requestsPerMinute: 0,
  submitAnswer: 'ok',
}

export function currentSettings(options: TrustlessWorkOptions): TrustlessWorkSettings {
  return { ...DEFAULT_SETTINGS, ...options.settings?.() }
}
