import { type Refusals, refusalsOf } from '../escrow/refusals.ts'

/** Error numbers of the single-release contract, V1. The multi-release contract numbers differently. */
export const singleReleaseErrors = {
  AmountCannotBeZero: 1,
  EscrowAlreadyInitialized: 2,
  EscrowNotFound: 3,
  OnlyReleaseSignerCanReleaseEarnings: 4,
  EscrowNotCompleted: 5,
  EscrowBalanceNotEnoughToSendEarnings: 6,
  OnlyPlatformAddressExecuteThisFunction: 7,
  OnlyServiceProviderChangeMilstoneStatus: 8,
  NoMilestoneDefined: 9,
  InvalidMileStoneIndex: 10,
  OnlyApproverChangeMilstoneFlag: 11,
  OnlyDisputeResolverCanExecuteThisFunction: 12,
  EscrowAlreadyInDispute: 13,
  EscrowNotInDispute: 14,
  InsufficientFundsForResolution: 15,
  EscrowOpenedForDisputeResolution: 16,
  Overflow: 17,
  Underflow: 18,
  DivisionError: 19,
  MilestoneApprovedCantChangeEscrowProperties: 22,
  EscrowHasFunds: 23,
  EscrowAlreadyResolved: 24,
  TooManyEscrowsRequested: 25,
  UnauthorizedToChangeDisputeFlag: 26,
  TooManyMilestones: 27,
  ReceiverAndApproverFundsNotEqual: 28,
  MilestoneHasAlreadyBeenApproved: 29,
  EmptyMilestoneStatus: 30,
  PlatformFeeTooHigh: 31,
  FlagsMustBeFalse: 32,
  EscrowPropertiesMismatch: 33,
  ApproverOrReceiverFundsLessThanZero: 34,
  EscrowAlreadyReleased: 35,
  IncompatibleEscrowWasmHash: 36,
  PlatformAddressCannotBeChanged: 37,
  AmountsToBeTransferredShouldBePositive: 38,
  DistributionsMustEqualEscrowBalance: 39,
  DisputeResolverCannotDisputeTheEscrow: 40,
  TotalAmountCannotBeZero: 41,
  InsufficientFundsForEscrowFunding: 42,
  MilestoneToApproveDoesNotExist: 43,
  EscrowNotFullyProcessed: 44,
  TooManyDistributions: 45,
  MilestoneToUpdateDoesNotExist: 46,
} as const

export type SingleReleaseError = keyof typeof singleReleaseErrors

export const refusals: Refusals<SingleReleaseError> = refusalsOf(singleReleaseErrors)
export const check: Refusals<SingleReleaseError>['check'] = refusals.check
export const refuse: Refusals<SingleReleaseError>['refuse'] = refusals.refuse
