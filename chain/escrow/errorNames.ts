/**
 * Names of the single-release escrow's error numbers that our calls can meet. They hold for the pinned code hash only;
 * the multi-release contract and the asset contract use the same numbers for other things.
 */
const ESCROW_ERRORS: Readonly<Record<number, string>> = {
  1: 'AmountCannotBeZero',
  2: 'EscrowAlreadyInitialized',
  3: 'EscrowNotFound',
  4: 'OnlyReleaseSignerCanReleaseEarnings',
  5: 'EscrowNotCompleted',
  6: 'EscrowBalanceNotEnoughToSendEarnings',
  8: 'OnlyServiceProviderChangeMilstoneStatus',
  9: 'NoMilestoneDefined',
  10: 'InvalidMileStoneIndex',
  11: 'OnlyApproverChangeMilstoneFlag',
  12: 'OnlyDisputeResolverCanExecuteThisFunction',
  13: 'EscrowAlreadyInDispute',
  14: 'EscrowNotInDispute',
  15: 'InsufficientFundsForResolution',
  16: 'EscrowOpenedForDisputeResolution',
  17: 'Overflow',
  18: 'Underflow',
  24: 'EscrowAlreadyResolved',
  26: 'UnauthorizedToChangeDisputeFlag',
  27: 'TooManyMilestones',
  29: 'MilestoneHasAlreadyBeenApproved',
  30: 'EmptyMilestoneStatus',
  31: 'PlatformFeeTooHigh',
  32: 'FlagsMustBeFalse',
  33: 'EscrowPropertiesMismatch',
  35: 'EscrowAlreadyReleased',
  38: 'AmountsToBeTransferredShouldBePositive',
  39: 'DistributionsMustEqualEscrowBalance',
  40: 'DisputeResolverCannotDisputeTheEscrow',
  41: 'TotalAmountCannotBeZero',
  42: 'InsufficientFundsForEscrowFunding',
  43: 'MilestoneToApproveDoesNotExist',
  45: 'TooManyDistributions',
  46: 'MilestoneToUpdateDoesNotExist',
}

/** Numbers of the asset contract, as the host defines them. */
const TOKEN_ERRORS: Readonly<Record<number, string>> = {
  6: 'account missing',
  8: 'negative amount',
  10: 'balance too low or trustline limit reached',
  11: 'balance deauthorized',
  13: 'trustline missing',
}

/**
 * Refusals of a resolution whose shares do not add up to the balance: somebody sent USDC to the escrow after the shares
 * were reckoned, or whoever simulated it has not seen that yet. Shares from a fresh balance may pass.
 */
const BALANCE_MOVED: ReadonlySet<number> = new Set([15, 39])

/** True for an error of the escrow contract that only says that its balance is another one by now. */
export function saysBalanceMoved(code: number): boolean {
  return BALANCE_MOVED.has(code)
}

/** Says a contract's error number in words. */
export function nameContractError(code: number, raisedBy: 'escrow' | 'token'): string {
  const name = (raisedBy === 'escrow' ? ESCROW_ERRORS : TOKEN_ERRORS)[code]
  const contract = raisedBy === 'escrow' ? 'escrow contract' : 'USDC contract'
  return `${contract} error #${code}${name === undefined ? '' : ` (${name})`}`
}
