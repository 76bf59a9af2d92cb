import { type SingleReleaseError, singleReleaseErrors } from '../contracts/singleRelease/errors.ts'

/** The vendor's texts for the contract's refusals. Integrators tell the cases apart by them. */
const messages: Readonly<Partial<Record<SingleReleaseError, string>>> = {
  AmountCannotBeZero: 'Amount cannot be zero',
  EscrowAlreadyInitialized: 'Escrow already initialized',
  EscrowNotFound: 'Escrow not found',
  OnlyReleaseSignerCanReleaseEarnings: 'Only the release signer can release the escrow earnings',
  EscrowNotCompleted: 'The escrow must be completed to release earnings',
  EscrowBalanceNotEnoughToSendEarnings: 'The escrow balance is not enough to send the earnings',
  OnlyPlatformAddressExecuteThisFunction: 'Only the platform address should be able to execute this function',
  OnlyServiceProviderChangeMilstoneStatus: 'Only the service provider can change milestone status',
  NoMilestoneDefined: 'Escrow initialized without milestone',
  InvalidMileStoneIndex: 'Invalid milestone index',
  OnlyApproverChangeMilstoneFlag: 'Only the approver can change milestone flag',
  OnlyDisputeResolverCanExecuteThisFunction: 'Only the dispute resolver can execute this function',
  EscrowAlreadyInDispute: 'Escrow already in dispute',
  EscrowNotInDispute: 'Escrow not in dispute',
  InsufficientFundsForResolution: 'Insufficient funds for resolution',
  EscrowOpenedForDisputeResolution: 'Escrow has been opened for dispute resolution',
  MilestoneApprovedCantChangeEscrowProperties: "You can't change the escrow properties after the milestone is approved",
  EscrowAlreadyResolved: 'This escrow is already resolved',
  UnauthorizedToChangeDisputeFlag: 'You are not authorized to change the dispute flag',
  TooManyMilestones: 'Cannot define more than 50 milestones in an escrow',
  MilestoneHasAlreadyBeenApproved: 'You cannot approve a milestone that has already been approved previously',
  EmptyMilestoneStatus: 'The milestone status cannot be empty',
  PlatformFeeTooHigh: 'The platform fee cannot exceed 99%',
  FlagsMustBeFalse: 'All flags (approved, disputed, released) must be false in order to execute this function',
  EscrowPropertiesMismatch: 'The provided escrow properties do not match the stored escrow',
  EscrowAlreadyReleased: 'The escrow funds have been released',
  PlatformAddressCannotBeChanged: 'The platform address of the escrow cannot be changed',
  AmountsToBeTransferredShouldBePositive: 'None of the amounts to be transferred should be less or equal than 0',
  DistributionsMustEqualEscrowBalance:
    'The sum of distributions must equal the current escrow balance when resolving an escrow dispute',
  DisputeResolverCannotDisputeTheEscrow: 'The dispute resolver cannot dispute the escrow',
  TotalAmountCannotBeZero: 'The total amount to be distributed cannot be equal to zero',
  InsufficientFundsForEscrowFunding: 'The signer has insufficient funds for funding the escrow',
  MilestoneToUpdateDoesNotExist: 'Invalid milestone index',
}

const FUND_AMOUNT_MESSAGE = 'Amount cannot be equal to or less than zero'

const nameByNumber = new Map(Object.entries(singleReleaseErrors).map(([name, number]) => [number, name]))

/** Text for an error number of the escrow contract, as the endpoint for `functionName` words it. */
export function escrowErrorMessage(code: number, functionName: string): string {
  const name = nameByNumber.get(code as never) as SingleReleaseError | undefined
  if (name === undefined) return `An unexpected error occurred: HostError: Error(Contract, #${code})`
  if (name === 'AmountCannotBeZero' && functionName === 'fund_escrow') return FUND_AMOUNT_MESSAGE
  return messages[name] ?? `An unexpected error occurred: HostError: Error(Contract, #${code}) ${name}`
}

/** The asset contract numbers its own errors; they overlap with the escrow's. */
export function tokenErrorMessage(code: number): string {
  const meaning = tokenMeanings[code] ?? 'the asset contract refused'
  return `An unexpected error occurred: HostError: Error(Contract, #${code}) in the asset contract: ${meaning}`
}

const tokenMeanings: Readonly<Record<number, string>> = {
  6: 'the account does not exist',
  8: 'the amount is negative',
  10: 'the balance is not sufficient, or the receiving trustline is at its limit',
  11: 'the trustline is not authorized',
  13: 'the trustline entry is missing for the account',
}
