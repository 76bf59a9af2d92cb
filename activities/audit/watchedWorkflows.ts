import { readStandings } from '../../db/audit/orderFacts.ts'
import type { SweepName } from '../../db/audit/sweeps.ts'
import { withdrawalStandings } from '../../db/audit/withdrawalFacts.ts'
import type { FindingKind } from '../../domain/audit/finding.ts'
import type { Books } from './books.ts'
import { judgeWithdrawalWorkflow } from './judgeWithdrawalWorkflow.ts'
import { judgeWorkflow, type Verdict } from './judgeWorkflow.ts'
import type { WorkflowList } from './listedWorkflows.ts'
import type { OrderWorkflows } from './orderWorkflows.ts'
import type { WithdrawalWorkflows } from './withdrawalWorkflows.ts'

/** What the workflows of one type are held against. */
export type Watched = {
  readonly kind: Extract<FindingKind, 'order_workflow' | 'withdrawal_workflow'>
  readonly sweep: SweepName
  readonly list: WorkflowList
  /** Those whose row and whose workflow in the list do not look the same; `running` has the status in the list by id. */
  oddAmong(ids: readonly string[], running: ReadonlyMap<string, string | null>): Promise<string[]>
  /** Asks about one workflow, then reads its row, and holds them against each other. */
  judge(id: string): Promise<Verdict>
}

export function watchOrders({ db }: Pick<Books, 'db'>, workflows: OrderWorkflows): Watched {
  return {
    kind: 'order_workflow',
    sweep: 'workflows',
    list: workflows,
    async oddAmong(ids, running) {
      const rows = await readStandings(db, ids)
      return ids.filter((id) => {
        const row = rows.get(id)
        if (!running.has(id)) return row !== undefined && row.status !== 'CLOSED'
        return row === undefined || row.status !== running.get(id)
      })
    },
    async judge(id) {
      const state = await workflows.state(id)
      return judgeWorkflow(state, (await readStandings(db, [id])).get(id))
    },
  }
}

export function watchWithdrawals({ db }: Pick<Books, 'db'>, workflows: WithdrawalWorkflows): Watched {
  return {
    kind: 'withdrawal_workflow',
    sweep: 'withdrawalWorkflows',
    list: workflows,
    async oddAmong(ids, running) {
      const rows = await withdrawalStandings(db, ids)
      // One that runs and has no row is looking at its destination, however long that takes.
      return ids.filter((id) => rows.has(id) && (rows.get(id) === 'PENDING') !== running.has(id))
    },
    async judge(id) {
      const ended = await workflows.ended(id)
      return judgeWithdrawalWorkflow(ended, (await withdrawalStandings(db, [id])).get(id))
    },
  }
}
