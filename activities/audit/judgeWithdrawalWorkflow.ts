import type { WithdrawalStatus } from '../../domain/withdrawal/status.ts'
import type { Verdict } from './judgeWorkflow.ts'

/**
 * Holds a withdrawal's workflow against its row. `ended`: how it ended, null while it runs. The row was read afterwards, and
 * the workflow ends after its last change is committed, so a finished row may have a workflow that runs for a moment more.
 */
export function judgeWithdrawalWorkflow(ended: string | null, row: WithdrawalStatus | undefined): Verdict {
  if (row === undefined || (row === 'PENDING') === (ended === null)) return { kind: 'well' }
  if (row === 'PENDING') {
    return { kind: 'wrong', expected: 'a running workflow (row PENDING)', actual: `workflow ${ended}` }
  }
  return { kind: 'later', seen: row, expected: `a workflow that has ended (row ${row})`, actual: 'workflow RUNNING' }
}
