import { type CommandId, isId } from '../ids.ts'
import { unreachable } from '../invariant.ts'
import { DEADLINE_KINDS } from '../order/deadlines.ts'
import type { OperatorCommand, OperatorKind } from '../order/operator.ts'

/** What somebody typed by hand, or why it cannot be carried out. */
export type Typed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: string }

const NAME_LENGTH = 200
const REASON_LENGTH = 1_000
const REF_LENGTH = 64
const HASH_PATTERN = /^[0-9a-fA-F]{64}$/

/**
 * Reads the input of support's signals. In the Web UI it is typed by hand: what is missing there must never get as far as
 * the database, where it would be refused again and again. Without a command id it gets `fallbackId`.
 */
export function readOperatorCommand(kind: OperatorKind, input: unknown, fallbackId: CommandId): Typed<OperatorCommand> {
  const signed = readSignedCommand(kind, input, fallbackId)
  if (!signed.ok) return signed
  const fields = fieldsOf(input)
  const base = signed.value
  switch (kind) {
    case 'abort':
      return yes({ kind, ...base })
    case 'resolveManually': {
      const { transactionHash } = fields
      const isHash = typeof transactionHash === 'string' && HASH_PATTERN.test(transactionHash)
      return isHash
        ? yes({ kind, ...base, transactionHash: transactionHash.toLowerCase() })
        : no(kind, 'transactionHash must be the 64 hexadecimal digits of a transaction hash')
    }
    case 'extendDeadline':
      return readExtension(base, fields)
    default:
      return unreachable(kind)
  }
}

/** What every command of support has: its id, who gives it and why. */
export type SignedCommand = { readonly commandId: CommandId; readonly by: string; readonly reason: string }

/** Reads what every command of support has; `signal` is its name in the Web UI. */
export function readSignedCommand(signal: string, input: unknown, fallbackId: CommandId): Typed<SignedCommand> {
  const { commandId = fallbackId, by, reason } = fieldsOf(input)
  const isCommandId = typeof commandId === 'string' && isId('command', commandId)
  if (!isCommandId) return no(signal, 'commandId must look like cmd_ and letters or digits, or be left out')
  if (!isText(by, NAME_LENGTH)) return no(signal, 'by must say who does this')
  if (!isText(reason, REASON_LENGTH)) return no(signal, 'reason must say why')
  return { ok: true, value: { commandId, by, reason } }
}

/** Who asks for a retry and why; what is not a text counts as not said. */
export function readRetryRequest(input: unknown): {
  readonly by?: string
  readonly reason?: string
  readonly requestId?: CommandId
} {
  const { by, reason, requestId } = fieldsOf(input)
  return {
    ...(isText(by, NAME_LENGTH) && { by }),
    ...(isText(reason, REASON_LENGTH) && { reason }),
    ...(typeof requestId === 'string' && isId('command', requestId) && { requestId }),
  }
}

function readExtension(base: SignedCommand, { deadline, until, ref }: Fields): Typed<OperatorCommand> {
  const kind = 'extendDeadline'
  const known = DEADLINE_KINDS.find((each) => each === deadline)
  if (known === undefined) return no(kind, `deadline must be one of ${DEADLINE_KINDS.join(', ')}`)
  const untilMs = typeof until === 'string' ? Date.parse(until) : Number.NaN
  if (Number.isNaN(untilMs)) return no(kind, 'until must be a moment such as 2027-01-31T12:00:00Z')
  if (ref !== undefined && ref !== null && !isText(ref, REF_LENGTH)) return no(kind, 'ref must name a milestone')
  const command = { kind, ...base, deadline: known, until: new Date(untilMs).toISOString() } as const
  return yes(isText(ref, REF_LENGTH) ? { ...command, ref } : command)
}

type Fields = Readonly<Record<string, unknown>>

function fieldsOf(input: unknown): Fields {
  return typeof input === 'object' && input !== null ? (input as Fields) : {}
}

/** Postgres stores no NUL and no half characters. */
function isText(value: unknown, maxLength: number): value is string {
  if (typeof value !== 'string' || value.trim() === '' || value.length > maxLength) return false
  return value.isWellFormed() && !value.includes('\u0000')
}

function yes(value: OperatorCommand): Typed<OperatorCommand> {
  return { ok: true, value }
}

function no(signal: string, what: string): { readonly ok: false; readonly problem: string } {
  return { ok: false, problem: `The signal "${signal}" was not understood: ${what}.` }
}
