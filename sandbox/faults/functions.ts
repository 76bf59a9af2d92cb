/** The factory's functions under one name: which of them is called follows from the kind of escrow. */
export const DEPLOY = 'deploy'

/** On-chain functions of an escrow's life that a fault can be bound to. */
export const ESCROW_FUNCTIONS = [
  DEPLOY,
  'fund_escrow',
  'change_milestone_status',
  'approve_milestone',
  'release_funds',
  'release_milestone_funds',
  'dispute_escrow',
  'dispute_milestone',
  'resolve_dispute',
  'resolve_milestone_dispute',
  'withdraw_remaining_funds',
  'update_escrow',
  'extend_contract_ttl',
] as const

export type EscrowFunction = (typeof ESCROW_FUNCTIONS)[number]

/** What other transactions are called: a token transfer by its function, a classic one by its first operation. */
const OTHER_TRANSACTIONS = [
  'transfer',
  'payment',
  'createAccount',
  'changeTrust',
  'setOptions',
  'manageData',
  'beginSponsoringFutureReserves',
  'extendFootprintTtl',
  'restoreFootprint',
] as const

/** All that a network-wide fault can be narrowed to. */
export const TRANSACTION_NAMES: readonly string[] = [...ESCROW_FUNCTIONS, ...OTHER_TRANSACTIONS]

/** `tw_new_single_release_escrow` and `tw_new_multi_release_escrow` are both a deployment. */
export function aliasOf(functionName: string): string {
  return /^tw_new_\w+_escrow$/.test(functionName) ? DEPLOY : functionName
}

export function isEscrowFunction(name: string): name is EscrowFunction {
  return (ESCROW_FUNCTIONS as readonly string[]).includes(name)
}
