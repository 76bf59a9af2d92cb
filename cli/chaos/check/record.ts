import type { CommandKind } from '../../../domain/order/command.ts'
import type { Move } from '../plan/paths.ts'

/** A final answer: anything but 202, 429, 5xx and "still in progress". */
export type Answer = {
  readonly status: number
  /** The code of a refusal. */
  readonly code: string | null
  /** The data of a success, or the refusal without what differs from request to request; as text, to be compared. */
  readonly content: string
}

export type Outcome = { readonly status: 'SUCCEEDED' | 'REJECTED'; readonly code: string | null }

/** What the load knows of one Idempotency-Key: what it asked for, and everything it was told. */
export type KeyRecord = {
  readonly key: string
  readonly kind: 'createUser' | 'create' | CommandKind
  readonly path: string
  readonly body: Readonly<Record<string, unknown>>
  readonly expects: Move['expects']
  /** The order that it is about; of a creation it is known when it is answered. */
  orderId: string | null
  readonly answers: Answer[]
  /** An answer was 202: from then on the command must come out. */
  promised: boolean
  /** How the command came out, read where the 202 pointed. */
  outcome: Outcome | null
  /** Requests sent, also those that broke off. */
  attempts: number
}

export type OrderRecord = {
  readonly orderId: string
  readonly buyerId: string
  readonly sellerId: string
  readonly amountsCents: readonly number[]
}

/** A payment of the sandbox's faucet; uncertain when its answer did not arrive. */
export type PaymentRecord = {
  readonly userId: string
  /** No two payments to one person have the same amount, so each can be told from the others. */
  readonly amountStroops: bigint
  certainty: 'unknown' | 'paid'
}

/** Everything that the load did and was told. */
export type Journal = {
  readonly keys: KeyRecord[]
  readonly orders: Map<string, OrderRecord>
  readonly users: Set<string>
  readonly payments: PaymentRecord[]
  /** What the load itself saw that must not be, in words. */
  readonly complaints: string[]
}

export function openJournal(): Journal {
  return { keys: [], orders: new Map(), users: new Set(), payments: [], complaints: [] }
}

/** How a command came out by what its caller was told, or null if nobody was told. */
export function toldOutcome({ outcome, answers }: KeyRecord): Outcome | null {
  const [answer] = answers
  if (answer === undefined) return outcome
  return answer.code === null ? { status: 'SUCCEEDED', code: null } : { status: 'REJECTED', code: answer.code }
}
