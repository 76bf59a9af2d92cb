import { isDeepStrictEqual } from 'node:util'
import { StrKey, xdr } from '@stellar/stellar-sdk'
import { factoryCode } from '../../../sandbox/contracts/factory.ts'
import { escrowKey } from '../../../sandbox/contracts/singleRelease/escrowStore.ts'
import { type ContractCode, ContractError, HostError } from '../../../sandbox/soroban/host.ts'
import { valueToJson } from './escrowJson.ts'
import { type Names, namesOf } from './names.ts'
import { runStep, type StepContext, storedEscrow } from './runStep.ts'
import { I64_MAX } from './tokenDouble.ts'
import type { Json, Outcome, VectorCase, VectorMeta, VectorStep } from './vectorFile.ts'
import type { CallResult, EmittedEvent, World } from './world.ts'
import { createWorld } from './worldDouble.ts'

/** Accounts the traces start without a trustline. The issuer of an asset never has one. */
const WITHOUT_TRUSTLINE = /^(notrust|small|issuer|deployer|d\d\d|escrow|factory|usdc2?)$/

type Expected = { balances: Map<string, string>; flags: Json; milestones: Json }

export type MakeWorld = (setup: {
  readonly network: string
  readonly issuer: string
  readonly tokenId: string
  readonly codeByHash: ReadonlyMap<string, ContractCode>
}) => World

/** Runs a recorded case step by step and returns every difference from what was recorded. */
export function replayCase(
  meta: VectorMeta,
  vector: VectorCase,
  code: ContractCode,
  makeWorld: MakeWorld = createWorld,
): readonly string[] {
  const context = startContext(meta, vector, code, makeWorld)
  const expected: Expected = { balances: new Map(Object.entries(meta.initialBalances)), flags: null, milestones: null }
  const differences: string[] = []
  vector.steps.forEach((step, index) => {
    const differ = (what: string, actual: unknown, wanted: unknown) => {
      if (isDeepStrictEqual(actual, wanted)) return
      differences.push(
        `${vector.id}, step ${index} (${step.op}): ${what} is ${JSON.stringify(actual)}, not ${JSON.stringify(wanted)}`,
      )
    }
    const before = storedEscrow(context)?.json
    const { outcome, result } = attempt(context, step)
    differ('outcome', outcome, comparable(step.out))
    for (const [name, balance] of Object.entries(step.bal ?? {})) expected.balances.set(name, balance)
    expected.flags = step.flags ?? expected.flags
    expected.milestones = step.ms ?? expected.milestones
    compareState(context, step, expected, before, differ)
    compareResult(context, step, result, differ)
  })
  return differences
}

type Differ = (what: string, actual: unknown, wanted: unknown) => void

function startContext(meta: VectorMeta, vector: VectorCase, code: ContractCode, makeWorld: MakeWorld): StepContext {
  const names = namesOf(meta, vector)
  const world = makeWorld({
    network: meta.network,
    issuer: names.addressOf('issuer'),
    tokenId: names.addressOf('usdc'),
    codeByHash: new Map([[meta.wasmSha256, code]]),
  })
  world.install(names.addressOf('factory'), factoryCode)
  if (!vector.steps.some((step) => step.op === 'deploy')) world.install(names.addressOf('escrow'), code)
  for (const name of names.all.filter((each) => !WITHOUT_TRUSTLINE.test(each))) {
    const balance = BigInt(meta.initialBalances[name] ?? 0)
    world.setHolding(names.addressOf(name), { balance, limit: I64_MAX })
  }
  return { world, names, meta }
}

function attempt(context: StepContext, step: VectorStep): { outcome: Json; result?: CallResult } {
  try {
    return { outcome: 'ok', result: runStep(context, step) }
  } catch (error) {
    if (error instanceof HostError) return { outcome: { err: { type: error.type, code: error.code } } }
    if (!(error instanceof ContractError)) throw error
    const raiser = context.names.nameOf(error.contractId)
    return { outcome: { err: error.code, by: raiser === 'usdc' ? 'token' : 'escrow' } }
  }
}

function comparable(out: Outcome): Json {
  if (out === 'ok') return out
  return out.by === undefined ? { err: out.err } : { err: out.err, by: out.by }
}

function compareState(
  context: StepContext,
  step: VectorStep,
  expected: Expected,
  before: Json | undefined,
  differ: Differ,
): void {
  const { world, names } = context
  for (const name of names.all.filter((each) => each !== 'issuer')) {
    const balance = world.balanceOf(names.addressOf(name))
    differ(`balance of ${name}`, balance.toString(), expected.balances.get(name) ?? '0')
  }
  const stored = storedEscrow(context)?.json as Record<string, Json> | undefined
  differ('flags', stored?.flags ?? null, expected.flags)
  differ('milestones', milestonesOf(stored?.milestones), expected.milestones)
  if (step.escrow !== undefined) differ('escrow', stored, step.escrow)
  if (step.same === true) differ('escrow', stored, before)
  const escrowId = names.addressOf('escrow')
  if (step.ttl?.escrow !== undefined) {
    differ('life of the stored escrow', world.remainingLedgers(escrowId, escrowKey), step.ttl.escrow)
  }
  if (step.ttl?.instance !== undefined) {
    differ('life of the instance', world.remainingLedgers(escrowId), step.ttl.instance)
  }
}

/** The traces leave the description out: only `escrow` shows it. */
function milestonesOf(milestones: Json | undefined): Json {
  if (!Array.isArray(milestones)) return null
  return (milestones as Record<string, Json>[]).map(({ description: _, ...rest }) => rest)
}

function compareResult(context: StepContext, step: VectorStep, result: CallResult | undefined, differ: Differ): void {
  const events = result?.events ?? []
  const escrow = storedEscrow(context)
  differ(
    'events',
    events.map((event) => eventJson(event, context.names, escrow?.json)),
    (step.ev ?? []).map(({ amounts: _, ...event }) => event),
  )
  // The recorded size pins down the encoding of every event to the byte.
  if (step.res !== undefined) differ('size of the events', sizeOf(events), step.res.eventBytes)
  if (step.result !== undefined && result !== undefined) {
    differ('result', valueToJson(result.value, context.names), step.result)
  }
  if (step.contract !== undefined && result !== undefined) {
    const [contractId, value] = valueToJson(result.value, context.names) as Json[]
    differ('contract', context.names.addressOf(String(contractId)), step.contract)
    differ('returned escrow', value, escrow?.json)
  }
}

function eventJson({ topics, data }: EmittedEvent, names: Names, escrow: Json | undefined): Json {
  const [topic, ...rest] = topics.map((each) => valueToJson(each, names))
  const body = valueToJson(data, names)
  const party = rest[0] ?? null
  switch (topic) {
    case 'transfer':
      return { t: topic, from: party, to: rest[1] ?? null, amount: body }
    case 'mint':
      return { t: topic, to: party, amount: body }
    case 'burn':
      return { t: topic, from: party, amount: body }
    case 'set_authorized':
      return { t: topic, who: party, value: body }
    default: {
      const shorten = (item: Json): Json => (isDeepStrictEqual(item, escrow) ? '<escrow>' : item)
      return { t: topic ?? null, body: Array.isArray(body) ? body.map(shorten) : body }
    }
  }
}

function sizeOf(events: readonly EmittedEvent[]): number {
  return events.reduce((bytes, event) => {
    const contractEvent = new xdr.ContractEvent({
      ext: xdr.ExtensionPoint.v0(),
      contractId: new xdr.ContractId(StrKey.decodeContract(event.contractId)),
      type: xdr.ContractEventType.contract,
      body: xdr.ContractEventBody.v0(new xdr.ContractEventV0({ topics: [...event.topics], data: event.data })),
    })
    return bytes + contractEvent.toXdr().length
  }, 0)
}
