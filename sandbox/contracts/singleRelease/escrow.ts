/** State of one escrow contract, named as in the contract. Amounts are stroops of the asset. */
export type Escrow = {
  readonly amount: bigint
  readonly description: string
  readonly engagementId: string
  readonly flags: Flags
  readonly milestones: readonly Milestone[]
  readonly platformFeeBps: number
  readonly receiverMemo: number
  readonly roles: Roles
  readonly title: string
  /** Asset contract that holds the money. */
  readonly tokenId: string
}

export type Flags = { readonly disputed: boolean; readonly released: boolean; readonly resolved: boolean }

export type Milestone = {
  readonly approved: boolean
  readonly description: string
  readonly evidence: string
  readonly status: string
}

export type Roles = {
  readonly approver: string
  readonly disputeResolver: string
  readonly platform: string
  readonly receiver: string
  readonly releaseSigner: string
  readonly serviceProvider: string
}
