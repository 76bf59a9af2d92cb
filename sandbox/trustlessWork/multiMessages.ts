import type { MultiReleaseError } from '../contracts/multiRelease/errors.ts'

/** The same for multi-release escrows; what both kinds refuse is said in the same words. */
export const multiMessages: Readonly<Partial<Record<MultiReleaseError, string>>> = {
  AmountCannotBeZero: 'Amount cannot be zero',
  AmountsToBeTransferredShouldBePositive: 'None of the amounts to be transferred should be less or equal than 0',
  DisputeResolverCannotDisputeTheMilestone: 'The dispute resolver cannot dispute the milestone',
  EmptyMilestoneStatus: 'The milestone status cannot be empty',
  EscrowAlreadyInitialized: 'Escrow already initialized',
  EscrowAlreadyResolved: 'This milestone is already resolved',
  EscrowBalanceMustBeZeroOnInitialization: 'The escrow balance must be zero on initialization',
  EscrowBalanceNotEnoughToSendEarnings: 'The escrow balance is not enough to send the earnings',
  EscrowNotFound: 'Escrow not found',
  EscrowNotFullyProcessed:
    'All milestones must be released, resolved or disputed before the remaining funds are withdrawn',
  EscrowPropertiesMismatch: 'The provided escrow properties do not match the stored escrow',
  FlagsMustBeFalse:
    'All flags (approved, disputed, released, resolved) must be false in order to execute this function',
  InsufficientFundsForEscrowFunding: 'The signer has insufficient funds for funding the escrow',
  InsufficientFundsForResolution: 'Insufficient funds for resolution',
  InvalidMileStoneIndex: 'Invalid milestone index',
  MilestoneAlreadyInDispute: 'Milestone already in dispute',
  MilestoneAlreadyReleased: 'The milestone funds have been released',
  MilestoneAlreadyResolved: 'This milestone is already resolved',
  MilestoneHasAlreadyBeenApproved: 'You cannot approve a milestone that has already been approved previously',
  MilestoneNotCompleted: 'The milestone must be completed to release earnings',
  MilestoneNotFound: 'Invalid milestone index',
  MilestoneNotInDispute: 'Milestone not in dispute',
  MilestoneOpenedForDisputeResolution: 'The milestone has been opened for dispute resolution',
  NoMileStoneDefined: 'Escrow initialized without milestone',
  OnlyApproverChangeMilstoneFlag: 'Only the approver can change milestone flag',
  OnlyDisputeResolverCanExecuteThisFunction: 'Only the dispute resolver can execute this function',
  OnlyPlatformAddressExecuteThisFunction: 'Only the platform address should be able to execute this function',
  OnlyReleaseSignerCanReleaseEarnings: 'Only the release signer can release the escrow earnings',
  OnlyServiceProviderChangeMilstoneStatus: 'Only the service provider can change milestone status',
  PlatformAddressCannotBeChanged: 'The platform address of the escrow cannot be changed',
  PlatformFeeTooHigh: 'The platform fee cannot exceed 99%',
  TooManyMilestones: 'Cannot define more than 50 milestones in an escrow',
  TooManyDistributions: 'Cannot define more than 50 distributions',
  TotalAmountCannotBeZero: 'The total amount to be distributed cannot be equal to zero',
  TotalDisputeFundsMustNotExceedTheMilestoneAmount:
    'The total amount to be distributed cannot be greater than the amount of the milestone',
  UnauthorizedToChangeDisputeFlag: 'You are not authorized to change the dispute flag',
}
