import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { isDeepStrictEqual } from 'node:util'
import { until } from '../../../cli/demo/until.ts'
import { checkBooks } from '../../../cli/stack/checkBooks.ts'
import { writePlan } from '../../../crash/plan.ts'
import { processOf } from '../../../crash/points.ts'
import { type Cell, nameOf } from './cells.ts'
import type { Case, Flow } from './flows.ts'
import { readChainFromNow } from './onChain.ts'
import { forgetPassages, untilQuiet } from './passages.ts'
import type { Slot } from './startSlot.ts'
import { readTraces, type Traces } from './traces.ts'

/** How a case of a flow came out when nothing died. */
export type Ending = { readonly answers: readonly string[]; readonly traces: Traces }

const SETTLE_MS = 120_000
const RESTART_MS = 60_000
/** Once everything else is as it should be, what is still to come is a round of a service. */
const CALM_MS = 1_500

/** Takes a case through its flow with nobody dying, and waits until all is at rest. */
export async function liveUndisturbed(slot: Slot, flow: Flow, about: Case): Promise<Ending> {
  await untilQuiet(slot)
  await forgetPassages(slot)
  const answers = await flow.run(slot, about)
  let before: Traces | null = null
  let sinceMs = Date.now()
  await until(SETTLE_MS, `the flow "${flow.name}" to come to rest`, async () => {
    const traces = await readTraces(slot, about)
    if (!isDeepStrictEqual(traces, before)) sinceMs = Date.now()
    before = traces
    return Date.now() - sinceMs > CALM_MS && (await isAtRest(slot, flow, traces))
  })
  return { answers, traces: before ?? {} }
}

async function isAtRest(slot: Slot, { end }: Flow, traces: Traces): Promise<boolean> {
  if (end !== undefined && !traces.order?.some((line) => line.startsWith(end))) return false
  if (traces.withdrawals?.some((line) => line.startsWith('PENDING'))) return false
  if (traces.open?.length !== 0 || traces.topUps?.some((line) => line.endsWith('DUE'))) return false
  return (await checkBooks(slot.stack)).equal
}

/** Lets a process die once on the way, and demands that the case leaves what an undisturbed one does. */
export async function liveThroughCrash(slot: Slot, cell: Cell, about: Case, expected: Ending): Promise<void> {
  const { flow } = cell
  const process = processOf(cell.at)
  const pidBefore = slot.stack.pids[process]
  const chain = await readChainFromNow(slot)
  await untilQuiet(slot)
  await writeFile(slot.planFile, writePlan(cell))
  const answers = await flow.run(slot, about)
  await until(SETTLE_MS, `${nameOf(cell)} to be reached`, async () => !existsSync(slot.planFile))
  await until(RESTART_MS, `the ${process} to be back`, async () => slot.stack.pids[process] !== pidBefore)
  let differences: string[] = []
  await until(SETTLE_MS, 'the traces to be those of an undisturbed case', async () => {
    if (await isUnderway(slot, about)) return false
    differences = differencesOf({ answers, traces: await readTraces(slot, about) }, expected)
    return differences.length === 0
  }).catch(() => {
    throw new Error(`left other traces:\n${differences.join('\n')}`)
  })
  await until(SETTLE_MS, 'ledger and chain to agree', async () => (await checkBooks(slot.stack)).equal)
  const unknown = await chain.unknownTransactions()
  if (unknown.length > 0) throw new Error(`the chain has ${unknown.length} transactions of ours too many: ${unknown}`)
}

/**
 * Cheaply, because most of the time the answer is yes. Only what this case has asked for: others that were prepared on the
 * same stack may be stuck on purpose, with a command that waits.
 */
async function isUnderway({ db }: Slot, { orderId = '' }: Case): Promise<boolean> {
  const rows = await db.sql`
    select from chain_attempts where status = 'PREPARED'
    union all select from commands where status = 'PENDING' and order_id = ${orderId} limit 1`
  return rows.length > 0
}

function differencesOf(found: Ending, expected: Ending): string[] {
  const lists = { ...expected.traces, answers: expected.answers }
  return Object.entries(lists).flatMap(([name, lines]) => {
    const there: readonly string[] = name === 'answers' ? found.answers : (found.traces[name] ?? [])
    if (isDeepStrictEqual(there, lines)) return []
    return [`  ${name}: ${JSON.stringify(minus(there, lines))} instead of ${JSON.stringify(minus(lines, there))}`]
  })
}

function minus(lines: readonly string[], others: readonly string[]): string[] {
  const left = [...others]
  return lines.filter((line) => {
    const at = left.indexOf(line)
    if (at >= 0) left.splice(at, 1)
    return at < 0
  })
}
