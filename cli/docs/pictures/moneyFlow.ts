import type { OrderId, UserId } from '../../../domain/ids.ts'
import { ACCOUNT_KINDS, type Account } from '../../../domain/ledger/accounts.ts'
import type { Posting } from '../../../domain/ledger/posting.ts'
import { formatCents, stroops } from '../../../domain/money.ts'
import { arrow, label, type Point, picture } from './svg.ts'

/** The people and things of the example. */
export const BUYER = 'usr_buyer' as UserId
export const SELLER = 'usr_seller' as UserId
export const ORDER = 'ord_example' as OrderId
export const CONTRACT = 'C'

export type FlowStep = { readonly name: string; readonly how: string; readonly posting: Posting }

type Column = { readonly account: string; readonly lines: readonly [string, string]; readonly group: string }

const COLUMNS: readonly Column[] = [
  { account: `user:${BUYER}:available`, lines: ['buyer', 'available'], group: 'owed to people' },
  { account: `order:${ORDER}:reserved`, lines: ['order', 'reserved'], group: 'owed to people' },
  { account: `order:${ORDER}:escrow`, lines: ['order', 'escrow'], group: 'owed to people' },
  { account: `user:${SELLER}:available`, lines: ['seller', 'available'], group: 'owed to people' },
  { account: `wallet:${BUYER}`, lines: ['buyer’s', 'wallet'], group: 'held on chain' },
  { account: `escrow:${CONTRACT}`, lines: ['escrow', 'contract'], group: 'held on chain' },
  { account: `wallet:${SELLER}`, lines: ['seller’s', 'wallet'], group: 'held on chain' },
  { account: 'treasury', lines: ['our', 'treasury'], group: 'held on chain' },
  { account: 'protocol_fees', lines: ['protocol', 'fees'], group: 'spent' },
]

const LEFT = 168
const CELL = 80
const HEAD = 92
const ROW = 74
const WIDTH = LEFT + COLUMNS.length * CELL + 12

/** What each posting does to each account: the balance afterwards, the change, and from where to where it went. */
export function drawMoneyFlow(title: string, steps: readonly FlowStep[], openingTreasury: bigint): string {
  const balances = new Map<string, bigint>([['treasury', openingTreasury]])
  const rows = steps.map((step, index) => drawStep(step, HEAD + index * ROW, balances))
  return picture({
    width: WIDTH,
    height: HEAD + steps.length * ROW + 10,
    title,
    source: 'domain/ledger/rules',
    parts: [...heads(), ...rows.flat()],
  })
}

const middle = (index: number) => LEFT + index * CELL + CELL / 2

function heads(): string[] {
  const groups = Map.groupBy(COLUMNS.entries(), ([, { group }]) => group)
  const bands = [...groups].map(([group, members]) => {
    const from = LEFT + (members[0]?.[0] ?? 0) * CELL + 4
    const tone = group === 'held on chain' ? 'chain' : group === 'spent' ? 'bad' : 'wait'
    const width = members.length * CELL - 8
    return `<rect class="${tone}" x="${from}" y="14" width="${width}" height="26" rx="6"/>${label([from + width / 2, 32], group, { style: 'name' })}`
  })
  const names = COLUMNS.flatMap(({ lines: [upper, lower] }, index) => [
    label([middle(index), 60], upper, { style: 'soft' }),
    label([middle(index), 76], lower, { style: 'soft' }),
  ])
  return [...bands, ...names]
}

function drawStep({ name, how, posting }: FlowStep, top: number, balances: Map<string, bigint>): string[] {
  const changes = COLUMNS.map(({ account }) => changeOf(posting, account))
  const cells = COLUMNS.flatMap(({ account }, index) => {
    const change = changes[index] ?? 0n
    const balance = (balances.get(account) ?? 0n) + change
    balances.set(account, balance)
    return drawCell(middle(index), top, balance, change)
  })
  const words = how.split('\n').map((line, index) => label([14, top + 42 + index * 15], line, SMALL))
  return [
    `<line class="rule" x1="8" y1="${top}" x2="${WIDTH - 8}" y2="${top}"/>`,
    label([14, top + 25], name, { anchor: 'start', style: 'name' }),
    ...words,
    ...cells,
    ...flows(changes, top + 54),
  ]
}

const SMALL = { anchor: 'start', style: 'small' } as const

function drawCell(x: number, top: number, balance: bigint, change: bigint): string[] {
  const shown = label([x, top + 25], amount(balance), { style: change === 0n ? 'soft' : 'name' })
  if (change === 0n) return [shown]
  const sign = change > 0n ? '+' : '−'
  const size = amount(change > 0n ? change : -change)
  return [shown, label([x, top + 43], `${sign}${size}`, { style: change > 0n ? 'up' : 'down' })]
}

/** In the account's own sense: more owed, more held or more spent is positive. */
function changeOf(posting: Posting, name: string): bigint {
  const entries = posting.entries.filter(({ account }) => account.name === name)
  const sum = entries.reduce((total, entry) => total + entry.amount, 0n)
  const account: Account | undefined = entries[0]?.account
  return account !== undefined && ACCOUNT_KINDS[account.kind].normal === 'credit' ? -sum : sum
}

/** Within a group, what one account lost another one got. */
function flows(changes: readonly bigint[], y: number): string[] {
  const groups = Map.groupBy(changes.entries(), ([index]) => COLUMNS[index]?.group)
  return [...groups.values()].flatMap((members) => {
    const from = members.filter(([, change]) => change < 0n)
    const to = members.filter(([, change]) => change > 0n)
    return from.flatMap(([start]) => to.map(([end]) => arrow(bow(middle(start), middle(end), y), 'flow')))
  })
}

function bow(from: number, to: number, y: number): Point[] {
  const inset = from < to ? 6 : -6
  return [
    [from + inset, y],
    [to - inset, y],
  ]
}

const amount = (value: bigint) => formatCents(stroops(value))
