import { isDeepStrictEqual } from 'node:util'
import { valueToJson } from './contractValues.ts'
import { eventJson, sizeOfEvents } from './eventJson.ts'
import type { Names } from './names.ts'
import type { CallOutcome, Snapshot } from './replayWorld.ts'
import type { Json, JsonObject, Outcome, VectorStep } from './vectorFile.ts'

/** What the trace has said so far; a step only mentions what it changed. */
export interface Expected {
  readonly balances: Map<string, string>
  flags: Json
  milestones: Json
}

export interface StepResult {
  /** Nothing when the step was no contract call. */
  readonly outcome: CallOutcome | undefined
  readonly snapshot: Snapshot
  /** The stored escrow before and after the step. */
  readonly before: JsonObject | undefined
  readonly stored: JsonObject | undefined
}

export interface Comparison {
  readonly names: Names
  readonly step: VectorStep
  readonly expected: Expected
  readonly result: StepResult
  /** Told of every difference. */
  differ(what: string): void
}

type Compare = (what: string, actual: unknown, wanted: unknown) => void

/** Holds everything that a step shows against everything that was recorded of it. */
export function compareStep(comparison: Comparison): void {
  const { step, expected, result, names } = comparison
  const compare: Compare = (what, actual, wanted) => {
    if (isDeepStrictEqual(actual, wanted)) return
    comparison.differ(`${what} is ${JSON.stringify(actual)}, not ${JSON.stringify(wanted)}`)
  }
  compare('outcome', outcomeJson(result.outcome, names), comparable(step.out))
  for (const [name, balance] of Object.entries(step.bal ?? {})) expected.balances.set(name, balance)
  expected.flags = step.flags ?? expected.flags
  expected.milestones = step.ms ?? expected.milestones
  compareState(comparison, compare)
  compareLife(comparison, compare)
  compareEvents(comparison, compare)
  compareReturned(comparison, compare)
}

function outcomeJson(outcome: CallOutcome | undefined, names: Names): Json {
  switch (outcome?.kind) {
    case 'contractError':
      return { err: outcome.code, by: names.nameOf(outcome.contractId) === 'usdc' ? 'token' : 'escrow' }
    case 'hostError':
      return { err: { type: outcome.type, code: outcome.code } }
    default:
      return 'ok'
  }
}

function comparable(out: Outcome): Json {
  if (out === 'ok') return out
  return out.by === undefined ? { err: out.err } : { err: out.err, by: out.by }
}

function compareState({ names, step, expected, result }: Comparison, compare: Compare): void {
  for (const name of names.all.filter((each) => each !== 'issuer')) {
    const balance = result.snapshot.balancesStroops.get(names.addressOf(name)) ?? 0n
    compare(`balance of ${name}`, balance.toString(), expected.balances.get(name) ?? '0')
  }
  compare('flags', result.stored?.flags ?? null, expected.flags)
  compare('milestones', milestonesOf(result.stored?.milestones), expected.milestones)
  if (step.escrow !== undefined) compare('escrow', result.stored, step.escrow)
  if (step.same === true) compare('escrow', result.stored, result.before)
}

/** The traces leave the fixed fields of a milestone out: only `escrow` shows them. */
function milestonesOf(milestones: Json | undefined): Json {
  if (!Array.isArray(milestones)) return null
  return (milestones as JsonObject[]).map(
    ({ description: _description, amount: _amount, receiver: _receiver, ...changing }) => changing,
  )
}

function compareLife({ step, result }: Comparison, compare: Compare): void {
  const { escrow, instance } = result.snapshot.remainingLedgers
  if (step.ttl?.escrow !== undefined) compare('life of the stored escrow', escrow, step.ttl.escrow)
  if (step.ttl?.instance !== undefined) compare('life of the instance', instance, step.ttl.instance)
}

function compareEvents({ names, step, result }: Comparison, compare: Compare): void {
  const events = result.outcome?.kind === 'returned' ? result.outcome.events : []
  compare(
    'events',
    events.map((event) => eventJson(event, names, result.stored)),
    (step.ev ?? []).map(({ amounts: _amounts, ...event }) => event),
  )
  // The recorded size pins down the encoding of every event to the byte.
  if (step.res !== undefined) compare('size of the events', sizeOfEvents(events), step.res.eventBytes)
}

function compareReturned({ names, step, result }: Comparison, compare: Compare): void {
  if (result.outcome?.kind !== 'returned') return
  const value = valueToJson(result.outcome.value, names)
  if (step.result !== undefined) compare('result', value, step.result)
  if (step.contract !== undefined) {
    const [name, escrow] = value as Json[]
    const contractId = names.addressOf(String(name))
    compare('contract', contractId, step.contract)
    if (contractId === names.addressOf('escrow')) compare('returned escrow', escrow, result.stored)
  }
}
