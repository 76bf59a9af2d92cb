import type { SweepMove } from '../../db/audit/sweeps.ts'
import type { CheckResult, Difference } from '../../domain/audit/finding.ts'
import type { ListedWorkflow } from './listedWorkflows.ts'
import type { Watched } from './watchedWorkflows.ts'

/** Workflows that one look takes from the list of all that run. */
const LISTED_PER_LOOK = 500
/** Waking a workflow costs it a task, so only those are asked that do not look right in the list. */
const ASKED_PER_LOOK = 50
const MOST_SUSPECTS = 10_000

export type WorkflowLook = {
  /** Those to look at now. */
  readonly ids: readonly string[]
  /** Those with an open finding: their workflows are asked. */
  readonly found: readonly string[]
  readonly sweep: boolean
  readonly ledger: number
}

type Looked = { readonly result: CheckResult; readonly moves: readonly SweepMove[]; readonly open: number }
type Pass = { readonly list: AsyncIterator<ListedWorkflow>; checked: number; readonly ledger: number }
type Waiting = { readonly seen: string; readonly sinceMs: number }

/**
 * Compares running workflows with the rows that they are about by Temporal's list, which wakes none of them. The list may be
 * some moments old: who does not look right there is asked, and only the answer counts.
 */
export function createWorkflowCheck(watched: Watched, behindMs: number): (look: WorkflowLook) => Promise<Looked> {
  const { kind, list } = watched
  const suspects = new Set<string>()
  const waiting = new Map<string, Waiting>()
  let pass: Pass | null = null

  const ask = async (id: string): Promise<Difference | 'well' | 'later'> => {
    const verdict = await watched.judge(id)
    if (verdict.kind === 'well') return 'well'
    const { expected, actual } = verdict
    const difference = { kind, subject: id, expected, actual }
    if (verdict.kind === 'wrong') return difference
    const before = waiting.get(id)
    const since = before?.seen === verdict.seen ? before : { seen: verdict.seen, sinceMs: Date.now() }
    waiting.set(id, since)
    return Date.now() - since.sinceMs >= behindMs ? difference : 'later'
  }

  return async ({ ids, found, sweep, ledger }) => {
    if (pass === null && sweep) pass = { list: list.all(), checked: 0, ledger }
    const page = pass === null ? { listed: [], done: false } : await take(pass.list)
    const odd = await oddOnes(watched, ids, page.listed)
    for (const id of [...found, ...odd]) if (suspects.size < MOST_SUSPECTS) suspects.add(id)
    const asked = [...suspects].slice(0, ASKED_PER_LOOK)
    const differences: Difference[] = []
    const settled: string[] = []
    for (const id of asked) {
      suspects.delete(id)
      const answer = await ask(id)
      // To the end of the row, so that many that wait keep nobody from being asked.
      if (answer === 'later') suspects.add(id)
      else {
        waiting.delete(id)
        settled.push(id)
        if (answer !== 'well') differences.push(answer)
      }
    }
    const moves: SweepMove[] = []
    if (pass !== null) pass.checked += page.listed.length
    if (pass !== null && page.done) {
      moves.push({ name: watched.sweep, from: '', to: null, checked: pass.checked, ledger: pass.ledger })
      pass = null
    }
    return { result: { kind, subjects: settled, differences }, moves, open: suspects.size }
  }
}

async function take(list: AsyncIterator<ListedWorkflow>): Promise<{ listed: ListedWorkflow[]; done: boolean }> {
  const listed: ListedWorkflow[] = []
  while (listed.length < LISTED_PER_LOOK) {
    const next = await list.next()
    if (next.done) return { listed, done: true }
    listed.push(next.value)
  }
  return { listed, done: false }
}

/** Those whose row and whose workflow in the list do not look the same. */
async function oddOnes(
  { list, oddAmong }: Watched,
  ids: readonly string[],
  listed: readonly ListedWorkflow[],
): Promise<string[]> {
  const asked = ids.length === 0 ? [] : await list.running(ids)
  const running = new Map([...asked, ...listed].map(({ id, status }) => [id, status]))
  return await oddAmong([...new Set([...ids, ...running.keys()])], running)
}
