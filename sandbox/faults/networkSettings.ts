/** Troubles of the whole network, for as long as they are set. */
export type NetworkSettings = {
  /** The network's minimum inclusion fee is this many times the usual 100 stroops an operation. */
  readonly feeSurgeFactor: number
  /** RPC servers remember this many ledgers; 0 is all of them. */
  readonly historyRetentionLedgers: number
  /** The longest that a fault keeps a connection open in silence. */
  readonly hangMs: number
}

/** A network without troubles. */
export const DEFAULT_NETWORK_SETTINGS: NetworkSettings = {
  feeSurgeFactor: 1,
  historyRetentionLedgers: 0,
  hangMs: 60_000,
}
