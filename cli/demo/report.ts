import type { AccountComparison } from '../../activities/audit/compareWithChain.ts'
import type { OrderTransaction } from '../../db/chainSteps/ofOrder.ts'
import { formatExact, stroops } from '../../domain/money.ts'
import type { DemoEvent } from './events.ts'
import type { Balance, Story } from './story.ts'

export type Ending = {
  story: Story
  balances: { buyer: Balance; seller: Balance }
  accounts: readonly AccountComparison[]
  transactions: readonly OrderTransaction[]
  events: readonly DemoEvent[]
  webUi: string
  ledgerEqualsChain: boolean
}

/** The closing table: what the API says, what the chain says, and where to look. */
export function writeReport(ending: Ending): string {
  const { story, balances } = ending
  const rows = [
    ['', 'available', 'reserved', 'ledger holds', 'chain holds'],
    ['buyer', balances.buyer.available, balances.buyer.reserved, ...held(ending, `wallet:${story.buyer.id}`)],
    ['seller', balances.seller.available, balances.seller.reserved, ...held(ending, `wallet:${story.seller.id}`)],
    ['escrow', '', '', ...held(ending, `escrow:${story.order.escrow?.trustlessContractId}`)],
    ['treasury', '', '', ...held(ending, 'treasury')],
  ]
  return [
    '',
    ...table(rows),
    '',
    'Transactions',
    ...ending.transactions.map(({ kind, hash, ledger }) => `  ${kind.padEnd(22)} ledger ${ledger}  ${hash}`),
    '',
    'Events',
    ...ending.events.map(({ eventType, sequence }) => `  ${String(sequence).padStart(5)}  ${eventType}`),
    '',
    `Web UI          ${ending.webUi}`,
    `Ledger = chain  ${ending.ledgerEqualsChain ? 'yes, to the stroop' : 'NO'}`,
    '',
  ].join('\n')
}

function held({ accounts }: Ending, name: string): [string, string] {
  const found = accounts.find(({ account }) => account === name)
  if (found === undefined) return ['none', 'none']
  return [formatExact(stroops(found.ledgerStroops)), formatExact(stroops(found.chainStroops))]
}

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)))
  return rows.map((row) => `  ${row.map((cell, column) => cell.padStart(widths[column] ?? 0)).join('   ')}`)
}
