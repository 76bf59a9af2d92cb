import { Address, nativeToScVal, xdr } from '@stellar/stellar-sdk'
import { encodeEscrow } from '../../../sandbox/contracts/singleRelease/encodeEscrow.ts'
import { escrowKey } from '../../../sandbox/contracts/singleRelease/escrowStore.ts'
import { writeAmountsByAddress } from '../../../sandbox/contracts/singleRelease/writeValue.ts'
import { applyPatch } from './applyPatch.ts'
import { escrowFromJson, valueToJson } from './escrowJson.ts'
import type { Names } from './names.ts'
import type { Json, VectorMeta, VectorStep } from './vectorFile.ts'
import type { CallResult, World } from './world.ts'

export type StepContext = { readonly world: World; readonly names: Names; readonly meta: VectorMeta }
type Args = VectorStep['args']

/** Carries out one recorded operation; throws what the contract throws. */
export function runStep(context: StepContext, step: VectorStep): CallResult {
  const operation = operations[step.op]
  if (operation === undefined) throw new Error(`operation ${step.op} is not known`)
  return operation(context, step.args)
}

const operations: Readonly<Record<string, (context: StepContext, args: Args) => CallResult>> = {
  init: (context, args) => callEscrow(context, 'initialize_escrow', [patchedBase(context, args.set)]),
  fund: (context, { signer, expected, amount }) =>
    callEscrow(context, 'fund_escrow', [
      address(context, signer),
      expected === 'current' ? patchedCurrent(context, {}) : patchedCurrent(context, expected),
      i128(amount),
    ]),
  status: (context, { index, status, evidence, by }) =>
    callEscrow(context, 'change_milestone_status', [
      u32(index),
      text(status),
      evidence === null ? xdr.ScVal.scvVoid() : text(evidence),
      address(context, by),
    ]),
  approve: (context, { index, by }) => callEscrow(context, 'approve_milestone', [u32(index), address(context, by)]),
  release: (context, { by }) => callEscrow(context, 'release_funds', [address(context, by)]),
  dispute: (context, { by }) => callEscrow(context, 'dispute_escrow', [address(context, by)]),
  resolve: (context, { by, dist }) =>
    callEscrow(context, 'resolve_dispute', [address(context, by), distributions(context, dist)]),
  withdraw: (context, { by, dist }) =>
    callEscrow(context, 'withdraw_remaining_funds', [address(context, by), distributions(context, dist)]),
  update: (context, { by, set }) =>
    callEscrow(context, 'update_escrow', [address(context, by), patchedCurrent(context, set)]),
  extend_ttl: (context, { by, ledgers }) =>
    callEscrow(context, 'extend_contract_ttl', [address(context, by), u32(ledgers)]),
  balances: (context, { of }) =>
    callEscrow(context, 'get_multiple_escrow_balances', [
      xdr.ScVal.scvVec((of as string[]).map((name) => address(context, name))),
    ]),
  deploy,
  transfer: (context, { from, to, amount }) =>
    callToken(context, 'transfer', [address(context, from), address(context, to), i128(amount)]),
  set_authorized: (context, { who, authorized }) =>
    callToken(context, 'set_authorized', [address(context, who), xdr.ScVal.scvBool(authorized === true)]),
  trustline: ({ world, names }, { who, limit }) => {
    world.setHolding(names.addressOf(String(who)), { balance: 0n, limit: BigInt(String(limit)) })
    return { value: xdr.ScVal.scvVoid(), events: [] }
  },
  advance: ({ world }, { ledgers }) => {
    world.advance(Number(ledgers))
    return { value: xdr.ScVal.scvVoid(), events: [] }
  },
}

function deploy(context: StepContext, args: Args): CallResult {
  const target = context.names.addressOf(typeof args.on === 'string' ? args.on : 'factory')
  return context.world.invoke(target, 'tw_new_single_release_escrow', [
    address(context, args.signer),
    xdr.ScVal.scvBytes(Buffer.from(String(args.wasm_hash), 'hex')),
    xdr.ScVal.scvBytes(Buffer.from(String(args.salt), 'hex')),
    xdr.ScVal.scvSymbol('initialize_escrow'),
    xdr.ScVal.scvVec([patchedBase(context, args.set)]),
    xdr.ScVal.scvVec([]),
  ])
}

function callEscrow({ world, names }: StepContext, name: string, args: readonly xdr.ScVal[]): CallResult {
  return world.invoke(names.addressOf('escrow'), name, args)
}

function callToken({ world, names }: StepContext, name: string, args: readonly xdr.ScVal[]): CallResult {
  return world.invoke(names.addressOf('usdc'), name, args)
}

/** The escrow as stored now, in the traces' own notation; undefined before it is initialised. */
export function storedEscrow({ world, names }: StepContext): { value: xdr.ScVal; json: Json } | undefined {
  const value = world.stored(names.addressOf('escrow'), escrowKey)
  return value === undefined ? undefined : { value, json: valueToJson(value, names) }
}

function patchedBase({ meta, names }: StepContext, patch: Json | undefined): xdr.ScVal {
  return encodeEscrow(escrowFromJson(applyPatch(meta.base, patch ?? {}), names))
}

function patchedCurrent(context: StepContext, patch: Json | undefined): xdr.ScVal {
  const current = storedEscrow(context)?.json ?? context.meta.base
  return encodeEscrow(escrowFromJson(applyPatch(current, patch ?? {}), context.names))
}

function distributions({ names }: StepContext, dist: Json | undefined): xdr.ScVal {
  const amounts = Object.entries(dist as Record<string, string>)
  return writeAmountsByAddress(
    amounts.map(([name, amount]) => ({ address: names.addressOf(name), amount: BigInt(amount) })),
  )
}

const address = ({ names }: StepContext, name: Json | undefined) =>
  Address.fromString(names.addressOf(String(name))).toScVal()
const i128 = (amount: Json | undefined) => nativeToScVal(BigInt(String(amount)), { type: 'i128' })
const u32 = (value: Json | undefined) => xdr.ScVal.scvU32(Number(value))
const text = (value: Json | undefined) => xdr.ScVal.scvString(String(value))
