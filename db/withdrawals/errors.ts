import type { WithdrawalChange } from '../../domain/withdrawal/change.ts'

/** The row of a withdrawal contradicts a change of it; nothing was written. */
export class WithdrawalMoved extends Error {
  override readonly name = 'WithdrawalMoved'

  constructor({ withdrawalId, key, expectedVersion }: WithdrawalChange, found: string) {
    super(
      `Withdrawal ${withdrawalId} is ${found}, so change ${key}, which was decided on version ${expectedVersion}, was not written. ` +
        'Compare the workflow of the withdrawal with its row.',
    )
  }
}
