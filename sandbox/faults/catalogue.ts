import { DEPLOY, ESCROW_FUNCTIONS, type EscrowFunction } from './functions.ts'

/**
 * Where a fault strikes. build: the vendor makes a transaction. send: the vendor submits one. submit, lookup, simulate:
 * an RPC server takes one, is asked what became of it, or tries it.
 */
export type FaultStage = 'build' | 'send' | 'submit' | 'lookup' | 'simulate'

export type Fault = {
  readonly at: FaultStage
  readonly meaning: string
  /** Calls that have what the fault changes; absent when it suits every call. */
  readonly only?: readonly EscrowFunction[]
}

const WITH_ESCROW_ARGUMENT = [DEPLOY, 'fund_escrow', 'update_escrow'] as const
const WITH_SHARES = ['resolve_dispute', 'resolve_milestone_dispute', 'withdraw_remaining_funds'] as const
const WITH_MILESTONE = [
  'change_milestone_status',
  'approve_milestone',
  'release_milestone_funds',
  'dispute_milestone',
  'resolve_milestone_dispute',
] as const

/** Every way in which one call can go wrong on request. */
export const FAULTS = {
  buildServerError: { at: 'build', meaning: 'HTTP 500, "Internal server error"' },
  buildGatewayError: { at: 'build', meaning: 'HTTP 502 with a page of HTML, as from a proxy in front of the vendor' },
  buildHangs: { at: 'build', meaning: 'no answer until the client gives up, or `hangMs` are over' },
  buildHangUp: { at: 'build', meaning: 'the connection is closed without an answer' },
  throttled: { at: 'build', meaning: "HTTP 429 with the vendor's body" },
  notVisibleYet: {
    at: 'build',
    meaning: "refused with the host's MissingValue, as when the vendor's node lags behind",
  },
  garbageXdr: { at: 'build', meaning: 'HTTP 201 whose transaction cannot be decoded' },
  tamperedAmount: {
    at: 'build',
    meaning: 'an amount in the transaction is one stroop higher than asked for',
    only: [...WITH_ESCROW_ARGUMENT, ...WITH_SHARES],
  },
  tamperedReceiver: {
    at: 'build',
    meaning: 'a receiver in the transaction is somebody else',
    only: [...WITH_ESCROW_ARGUMENT, ...WITH_SHARES],
  },
  tamperedMilestone: { at: 'build', meaning: 'the milestone index is one higher than asked for', only: WITH_MILESTONE },
  tamperedContract: { at: 'build', meaning: 'the transaction calls another contract' },
  tamperedFunction: { at: 'build', meaning: 'the transaction calls another function with the same arguments' },
  tamperedSource: { at: 'build', meaning: 'the source account of the transaction is somebody else' },
  tamperedFee: { at: 'build', meaning: 'the transaction offers a fee of 100 XLM' },
  extraOperation: { at: 'build', meaning: 'a second operation pays 1 XLM to somebody else' },
  shortValidity: { at: 'build', meaning: 'the transaction expires in 3 seconds' },
  expiredValidity: { at: 'build', meaning: 'the transaction expired a minute ago' },
  missingMetaAfterApply: { at: 'send', meaning: 'HTTP 400 about a missing resultMetaXdr, although it was applied' },
  hangUpAfterApply: { at: 'send', meaning: 'the connection is closed after it was applied' },
  hangUpBeforeApply: { at: 'send', meaning: 'the connection is closed before it is submitted' },
  hangsAfterApply: {
    at: 'send',
    meaning: 'no answer until the client gives up, or `hangMs` are over, although it was applied',
  },
  hangsBeforeApply: { at: 'send', meaning: 'the same, and it is not submitted' },
  badRequestAfterApply: {
    at: 'send',
    meaning: 'HTTP 400 "Bad request" as for a repeated one, although it was applied',
  },
  tryAgainLater: { at: 'submit', meaning: 'TRY_AGAIN_LATER, not taken' },
  duplicate: { at: 'submit', meaning: 'DUPLICATE, although it is the first one and is taken' },
  lostAnswerBefore: { at: 'submit', meaning: 'the connection is closed, not taken' },
  lostAnswerAfter: { at: 'submit', meaning: 'taken, then the connection is closed' },
  dropped: { at: 'submit', meaning: 'PENDING, and forgotten' },
  submitServerError: { at: 'submit', meaning: 'HTTP 503, not taken' },
  submitHangs: { at: 'submit', meaning: 'taken, and no answer until the client gives up, or `hangMs` are over' },
  submitHangsBefore: { at: 'submit', meaning: 'the same, not taken' },
  feeSurge: { at: 'submit', meaning: 'ERROR txInsufficientFee, whatever the bid' },
  badSequence: { at: 'submit', meaning: 'ERROR txBadSeq, although the sequence number is right' },
  laggingHistory: {
    at: 'lookup',
    meaning:
      'NOT_FOUND from a node that is behind: its latest ledger is the one before the transaction. N counts ledgers, from the first lookup that would find it',
  },
  prunedHistory: {
    at: 'lookup',
    meaning: 'NOT_FOUND from a node whose history begins after the transaction; strikes once it is applied',
  },
  lookupServerError: { at: 'lookup', meaning: 'HTTP 503' },
  lookupHangs: { at: 'lookup', meaning: 'no answer until the client gives up, or `hangMs` are over' },
  lookupHangUp: { at: 'lookup', meaning: 'the connection is closed without an answer' },
  simulateServerError: { at: 'simulate', meaning: 'HTTP 503' },
} as const satisfies Record<string, Fault>

export type FaultName = keyof typeof FAULTS

export const FAULT_NAMES = Object.keys(FAULTS) as readonly FaultName[]

export function isFaultName(name: string): name is FaultName {
  return Object.hasOwn(FAULTS, name)
}

export function faultNamed(name: FaultName): Fault {
  return FAULTS[name]
}

/** Whether the fault can strike at this call; one that has no amount cannot have a wrong amount. */
export function appliesTo(name: FaultName, functionName: string): boolean {
  const { only } = faultNamed(name)
  return only === undefined || (only as readonly string[]).includes(functionName)
}

/** The faults that can strike at this call of an escrow, in the order of the table. */
export function faultsFor(functionName: EscrowFunction): readonly FaultName[] {
  return FAULT_NAMES.filter((name) => appliesTo(name, functionName))
}

/** The table as Markdown, for the documentation. */
export function faultTable(): string {
  const rows = FAULT_NAMES.map((name) => {
    const { at, meaning, only } = faultNamed(name)
    const where = only === undefined ? 'all' : only.map((each) => `\`${each}\``).join(', ')
    return `| \`${name}\` | ${at} | ${meaning} | ${where} |`
  })
  return ['| fault | at | what happens | calls |', '| --- | --- | --- | --- |', ...rows].join('\n')
}

/** The functions a fault can be bound to, for messages. */
export const FUNCTION_LIST: string = ESCROW_FUNCTIONS.join(', ')
