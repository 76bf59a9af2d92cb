import type { OrderView } from '../../db/orders/read.ts'
import { formatCents, formatExact, stroops } from '../../domain/money.ts'
import type { Advice } from '../../domain/operations/advise.ts'
import { STATUS_MEANING } from '../../domain/order/describe.ts'
import { ORDER_STATUSES } from '../../domain/order/status.ts'
import type { Dossier } from './gather.ts'
import { age, labelled, table } from './layOut.ts'
import { actionLines } from './log.ts'

/** An order's dossier for reading: what matters now first, then all that happened. */
export function writeOrder(dossier: Dossier, page: string | null): string {
  const { order, stuck, records, timeline, actions } = dossier
  const sections: [string, string[]][] = [
    ['Deadlines', table(order.deadlines.map(deadlineRow))],
    ['Steps on chain (step, try, state, ledger, transaction)', records.attempts.flatMap(attemptLines)],
    ['Ledger entries (debits are positive)', table(records.entries.map(entryRow))],
    [
      'Commands that have not come out',
      table(records.openCommands.map(({ createdAt, kind, commandId }) => [createdAt, kind, commandId])),
    ],
    ['What support did', actions.flatMap(actionLines).map((line) => `  ${line}`)],
    [
      'Timeline',
      table(timeline.events.map(({ occurredAt, eventType, payload }) => [occurredAt, eventType, facts(payload)])),
    ],
  ]
  return [
    ...head(dossier, page),
    ...(stuck === null ? [] : stuckLines(order, stuck)),
    ...sections.flatMap(([title, lines]) => (lines.length === 0 ? [] : ['', title, ...lines])),
  ].join('\n')
}

function head({ order, workflow }: Dossier, page: string | null): string[] {
  const { id, status, finalStatus, amountStroops, currency, buyerId, sellerId, title, escrow, updatedAt } = order
  const known = ORDER_STATUSES.find((each) => each === status)
  return [
    `${id}  ${status}${finalStatus ? ` (${finalStatus})` : ''}  ${formatCents(stroops(BigInt(amountStroops)))} ${currency}`,
    ...(known === undefined ? [] : [`  ${STATUS_MEANING[known]}`]),
    ...table([
      ['buyer', buyerId],
      ['seller', sellerId],
      ...(title === null ? [] : [['title', title]]),
      ['contract', escrow?.contractId ? `${escrow.contractId} (${escrow.status})` : 'none yet'],
      ['moved', `${age(updatedAt)} ago, at ${updatedAt}`],
      ['workflow', standing(order, workflow)],
      ...(page === null ? [] : [['page', page]]),
    ]),
  ]
}

/** Row and workflow say the same but for the moment between a commit and its return. */
function standing(order: OrderView, workflow: Dossier['workflow']): string {
  if (typeof workflow === 'string') return workflow
  if (workflow.version === order.version && workflow.status === order.status) return 'says the same'
  return `says ${workflow.status}, version ${workflow.version}; the row has version ${order.version}: look again in a moment`
}

function stuckLines({ id }: OrderView, { title, step, reason, advice }: Advice): string[] {
  return [
    '',
    `STUCK: ${title}`,
    ...(step === null ? [] : labelled('step', step, '  ')),
    ...labelled('why', reason, '  '),
    ...labelled('do', advice, '  '),
    ...labelled('', `npm run offerhub -- orders retry ${id}`, '  '),
  ]
}

function deadlineRow({ kind, ref, dueAtMs, remindAtMs }: OrderView['deadlines'][number]): string[] {
  const reminder = remindAtMs === null ? '' : `reminder ${new Date(remindAtMs).toISOString()}`
  return [kind, ref ?? '', `due ${new Date(dueAtMs).toISOString()}`, reminder]
}

function attemptLines(attempt: Dossier['records']['attempts'][number]): string[] {
  const { step, attempt: number, status, ledger, hash, failure } = attempt
  const line = `  ${step.padEnd(12)} ${String(number).padStart(2)}  ${status.padEnd(8)}  ${String(ledger ?? '-').padEnd(8)}  ${hash}`
  return failure === null ? [line] : [line, ...labelled('', failure, '        ')]
}

function entryRow(entry: Dossier['records']['entries'][number]): string[] {
  const { posting, account, amountStroops, transactionHash } = entry
  const amount = formatExact(stroops(BigInt(amountStroops))).padStart(18)
  return [posting, amount, account, transactionHash === null ? '' : `by ${transactionHash.slice(0, 12)}...`]
}

/** What every event of an order repeats. */
const REPEATED: ReadonlySet<string> = new Set([
  'orderId',
  'buyerId',
  'sellerId',
  'userId',
  'escrowId',
  'status',
  'currency',
])

/** The facts of an event that are not the order's own, in one line. */
function facts(payload: Readonly<Record<string, unknown>>): string {
  return Object.entries(payload)
    .filter(([name, value]) => !REPEATED.has(name) && ['string', 'number'].includes(typeof value))
    .map(([name, value]) => `${name} ${value}`)
    .join(', ')
}
