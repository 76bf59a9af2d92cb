import { parseArgs } from 'node:util'
import { isId, type OrderId, type WithdrawalId } from '../../domain/ids.ts'
import { DEADLINE_KINDS, type DeadlineKind } from '../../domain/order/deadlines.ts'
import { calledWrongly } from './exit.ts'

/** Who does something and why. */
export type Signature = { readonly by: string; readonly reason: string }

/** What the operator asks for. */
export type Request =
  | { readonly do: 'help' }
  | { readonly do: 'stuck'; readonly limit: number }
  | { readonly do: 'show'; readonly orderId: OrderId }
  | {
      readonly do: 'retry'
      readonly orderIds: readonly OrderId[] | 'all'
      readonly by?: string
      readonly reason?: string
    }
  | { readonly do: 'abort'; readonly orderId: OrderId; readonly signature: Signature }
  | { readonly do: 'resolve'; readonly orderId: OrderId; readonly signature: Signature; readonly hash: string }
  | {
      readonly do: 'extend'
      readonly orderId: OrderId
      readonly signature: Signature
      readonly deadline: DeadlineKind
      readonly until: string
      readonly ref?: string
    }
  | {
      readonly do: 'log'
      readonly limit: number
      readonly orderId?: OrderId
      readonly withdrawalId?: WithdrawalId
    }
  | { readonly do: 'pending'; readonly limit: number }
  | {
      readonly do: 'retryWithdrawal'
      readonly withdrawalId: WithdrawalId
      readonly by?: string
      readonly reason?: string
    }
  | { readonly do: 'giveUp'; readonly withdrawalId: WithdrawalId; readonly signature: Signature }

const OPTIONS = {
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
  all: { type: 'boolean', default: false },
  by: { type: 'string' },
  reason: { type: 'string' },
  transaction: { type: 'string' },
  deadline: { type: 'string' },
  until: { type: 'string' },
  milestone: { type: 'string' },
  order: { type: 'string' },
  withdrawal: { type: 'string' },
  limit: { type: 'string', default: '20' },
} as const

type Values = ReturnType<typeof parse>['values']

/** Which options each command takes, beside --json and --limit. */
const TAKES: Readonly<Record<string, readonly (keyof Values)[]>> = {
  'orders stuck': [],
  'orders show': [],
  'orders retry': ['all', 'by', 'reason'],
  'orders abort': ['by', 'reason'],
  'orders resolve': ['by', 'reason', 'transaction'],
  'orders extend': ['by', 'reason', 'deadline', 'until', 'milestone'],
  'withdrawals pending': [],
  'withdrawals retry': ['by', 'reason'],
  'withdrawals give-up': ['by', 'reason'],
  'audit log': ['order', 'withdrawal'],
}
const OF_EVERY: readonly string[] = ['json', 'help', 'limit']

/** Reads the command line; what is wrong with it is thrown as a sentence. */
export function readRequest(args: readonly string[]): { request: Request; json: boolean } {
  const { values, positionals } = parse(args)
  const [noun, verb, ...rest] = positionals
  if (values.help || noun === undefined || noun === 'help') return { request: { do: 'help' }, json: values.json }
  const command = `${noun} ${verb ?? ''}`.trim()
  const takes = TAKES[command]
  if (takes === undefined) throw calledWrongly(`There is no command "${command}".`)
  const foreign = Object.entries(values).find(
    ([name, value]) => value !== undefined && value !== false && !OF_EVERY.includes(name) && !isTaken(takes, name),
  )
  if (foreign !== undefined) throw calledWrongly(`"${command}" takes no --${foreign[0]}.`)
  return { request: requestOf(command, rest, values), json: values.json }
}

function isTaken(takes: readonly string[], name: string): boolean {
  return takes.includes(name)
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true })
  } catch (error) {
    throw calledWrongly(error instanceof Error ? error.message : String(error))
  }
}

function requestOf(command: string, ids: readonly string[], values: Values): Request {
  switch (command) {
    case 'orders stuck':
      return { do: 'stuck', limit: limitOf(values) }
    case 'orders show':
      return { do: 'show', orderId: oneOrder(command, ids) }
    case 'orders retry':
      return {
        do: 'retry',
        orderIds: values.all ? 'all' : ids.length > 0 ? ids.map(orderOf) : [oneOrder(command, ids)],
        ...(values.by !== undefined && { by: values.by }),
        ...(values.reason !== undefined && { reason: values.reason }),
      }
    case 'orders abort':
      return { do: 'abort', orderId: oneOrder(command, ids), signature: signatureOf(values) }
    case 'orders resolve':
      return { do: 'resolve', orderId: oneOrder(command, ids), signature: signatureOf(values), hash: hashOf(values) }
    case 'orders extend':
      return {
        do: 'extend',
        orderId: oneOrder(command, ids),
        signature: signatureOf(values),
        deadline: deadlineOf(values),
        until: momentOf(values),
        ...(values.milestone !== undefined && { ref: values.milestone }),
      }
    case 'withdrawals pending':
      return { do: 'pending', limit: limitOf(values) }
    case 'withdrawals retry':
      return {
        do: 'retryWithdrawal',
        withdrawalId: oneWithdrawal(command, ids),
        ...(values.by !== undefined && { by: values.by }),
        ...(values.reason !== undefined && { reason: values.reason }),
      }
    case 'withdrawals give-up':
      return { do: 'giveUp', withdrawalId: oneWithdrawal(command, ids), signature: signatureOf(values) }
    default:
      return {
        do: 'log',
        limit: limitOf(values),
        ...(values.order !== undefined && { orderId: orderOf(values.order) }),
        ...(values.withdrawal !== undefined && { withdrawalId: withdrawalOf(values.withdrawal) }),
      }
  }
}

function oneOrder(command: string, [id, ...others]: readonly string[]): OrderId {
  if (id === undefined) throw calledWrongly(`"${command}" needs the id of an order.`)
  if (others.length > 0) throw calledWrongly(`"${command}" takes one order, not also ${others.join(', ')}.`)
  return orderOf(id)
}

function orderOf(id: string): OrderId {
  if (isId('order', id)) return id
  throw calledWrongly(`"${id}" is not the id of an order, which looks like ord_01k....`)
}

function oneWithdrawal(command: string, [id, ...others]: readonly string[]): WithdrawalId {
  if (id === undefined) throw calledWrongly(`"${command}" needs the id of a withdrawal.`)
  if (others.length > 0) throw calledWrongly(`"${command}" takes one withdrawal, not also ${others.join(', ')}.`)
  return withdrawalOf(id)
}

function withdrawalOf(id: string): WithdrawalId {
  if (isId('withdrawal', id)) return id
  throw calledWrongly(`"${id}" is not the id of a withdrawal, which looks like wdr_01k....`)
}

function signatureOf({ by, reason }: Values): Signature {
  if (by?.trim() && reason?.trim()) return { by, reason }
  throw calledWrongly('Say who does this and why, with --by and --reason: both are written down.')
}

const HASH_PATTERN = /^[0-9a-f]{64}$/i

function hashOf({ transaction }: Values): string {
  if (transaction !== undefined && HASH_PATTERN.test(transaction)) return transaction.toLowerCase()
  throw calledWrongly('Name the transaction that did the step, with --transaction and its 64 hexadecimal digits.')
}

function deadlineOf({ deadline }: Values): DeadlineKind {
  const kind = DEADLINE_KINDS.find((known) => known === deadline)
  if (kind !== undefined) return kind
  throw calledWrongly(`Say which deadline, with --deadline and one of ${DEADLINE_KINDS.join(', ')}.`)
}

function momentOf({ until }: Values): string {
  // A moment without an offset would mean another one on every machine.
  const isMoment = until !== undefined && /T.*(Z|[+-]\d\d:\d\d)$/.test(until) && !Number.isNaN(Date.parse(until))
  if (isMoment) return new Date(until).toISOString()
  throw calledWrongly('Say until when, with --until and a moment such as 2027-01-31T12:00:00Z.')
}

const MOST = 100

function limitOf({ limit }: Values): number {
  const count = Number(limit)
  if (Number.isInteger(count) && count >= 1 && count <= MOST) return count
  throw calledWrongly(`--limit takes a whole number from 1 to ${MOST}.`)
}
