import type { OrderStanding } from '../../db/audit/orderFacts.ts'
import type { WorkflowState } from './orderWorkflows.ts'

/** `later`: one of the two may be about to follow the other; what they were then is told, to see whether it moves. */
export type Verdict =
  | { readonly kind: 'well' }
  | { readonly kind: 'later'; readonly seen: string; readonly expected: string; readonly actual: string }
  | { readonly kind: 'wrong'; readonly expected: string; readonly actual: string }

const WELL: Verdict = { kind: 'well' }

/**
 * Holds a workflow against the row of its order. The row was read after the workflow was asked, and a change is committed
 * before the workflow takes it over, so the row may be ahead for a moment and never behind.
 */
export function judgeWorkflow(workflow: WorkflowState, row: OrderStanding | undefined): Verdict {
  if (!workflow.running) {
    if (row === undefined || row.status === 'CLOSED') return WELL
    return { kind: 'wrong', expected: `a running workflow (row ${inWords(row)})`, actual: `workflow ${workflow.ended}` }
  }
  if ('problem' in workflow) return later(row, 'an answer', `no answer: ${workflow.problem}`)
  if (row === undefined) {
    // Before its first commit an order has no row.
    return workflow.version === 0 ? WELL : { kind: 'wrong', expected: 'no row', actual: inWords(workflow) }
  }
  if (workflow.version < row.version) return later(row, inWords(row), inWords(workflow))
  const agree =
    workflow.version === row.version &&
    workflow.status === row.status &&
    (workflow.finalStatus ?? null) === row.finalStatus
  return agree ? WELL : { kind: 'wrong', expected: inWords(row), actual: inWords(workflow) }
}

function later(row: OrderStanding | undefined, expected: string, actual: string): Verdict {
  return { kind: 'later', seen: `${row?.version} ${actual}`, expected, actual }
}

function inWords({ version, status, finalStatus }: Omit<OrderStanding, 'id'>): string {
  return `${status}${finalStatus === null ? '' : ` (${finalStatus})`}, version ${version}`
}
