import { type RefusedWithdrawal, recordRejection } from '../../db/commands/recordRejection.ts'
import type { Database } from '../../db/connect.ts'
import { commitWithdrawalChange } from '../../db/withdrawals/commitChange.ts'
import { recordWithdrawalAction, type WithdrawalActionRecord } from '../../db/withdrawals/recordAction.ts'
import type { WithdrawalChange, WithdrawalResult } from '../../domain/withdrawal/change.ts'

export type WithdrawalRefusal = Omit<RefusedWithdrawal, 'orderId' | 'expectedVersion'> & {
  readonly withdrawalId: RefusedWithdrawal['orderId']
}

/** What is written down of a withdrawal. Each may be run any number of times. */
export type WithdrawalRecordActivities = {
  commitWithdrawal(change: WithdrawalChange): Promise<WithdrawalResult>
  recordWithdrawalRejection(refusal: WithdrawalRefusal): Promise<void>
  recordWithdrawalAction(record: WithdrawalActionRecord): Promise<void>
}

export function createWithdrawalRecordActivities(db: Database): WithdrawalRecordActivities {
  return {
    commitWithdrawal: (change) => commitWithdrawalChange(db, change),
    async recordWithdrawalRejection({ withdrawalId, ...refusal }) {
      await recordRejection(db, { orderId: withdrawalId, ...refusal })
    },
    recordWithdrawalAction: (record) => recordWithdrawalAction(db, record),
  }
}
