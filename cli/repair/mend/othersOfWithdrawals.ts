import type { WithdrawalRefusal } from '../../../activities/withdrawal/record.ts'
import { recordRejection } from '../../../db/commands/recordRejection.ts'
import { settledCommands } from '../../../db/recovery/knownChanges.ts'
import { recordWithdrawalAction, type WithdrawalActionRecord } from '../../../db/withdrawals/recordAction.ts'
import type { Repair } from '../context.ts'
import { othersIn } from '../history/facts.ts'
import type { WithdrawalHistory } from '../history/withdrawalHistory.ts'

/** Refusals and deeds of support that moved no money; both are recorded once, however often it is tried. */
export async function recordOthersOfWithdrawals(
  { db, report, apply }: Repair,
  histories: Iterable<WithdrawalHistory>,
): Promise<void> {
  for (const history of histories) {
    const settled = await settledCommands(db, history.withdrawalId)
    for (const { args } of othersIn(history, 'recordWithdrawalRejection')) {
      const { withdrawalId, ...refusal } = args[0] as WithdrawalRefusal
      if (settled.has(refusal.commandId)) continue
      report.found(`The refusal of ${refusal.commandId} (${refusal.kind}) is not in the database.`)
      if (!apply) continue
      await recordRejection(db, { orderId: withdrawalId, ...refusal })
      report.did(`The refusal of ${refusal.commandId} is recorded.`)
    }
    for (const { args } of othersIn(history, 'recordWithdrawalAction')) {
      if (apply) await recordWithdrawalAction(db, args[0] as WithdrawalActionRecord)
    }
  }
}
