/** PENDING: the money is set aside and the payment under way. The other two are final. */
export const WITHDRAWAL_STATUSES = ['PENDING', 'COMPLETED', 'FAILED'] as const
export type WithdrawalStatus = (typeof WITHDRAWAL_STATUSES)[number]

/** Where a withdrawal can go from each status. */
export const WITHDRAWAL_TRANSITIONS = {
  PENDING: ['COMPLETED', 'FAILED'],
  COMPLETED: [],
  FAILED: [],
} as const satisfies Record<WithdrawalStatus, readonly WithdrawalStatus[]>
