import { xdr } from '@stellar/stellar-sdk'
import { applyPatch } from './applyPatch.ts'
import type { ContractBuild } from './contractBuild.ts'
import { address, bytes, distributions, escrowValue, i128, struct, text, u32, vector } from './contractValues.ts'
import type { Names } from './names.ts'
import type { Json, VectorMeta, VectorStep } from './vectorFile.ts'

/** A contract call of a trace, with the address that has to agree to it, if one has to. */
export interface Call {
  readonly kind: 'call'
  readonly contractId: string
  readonly name: string
  readonly args: readonly xdr.ScVal[]
  readonly caller?: string | undefined
}

export type Action =
  | Call
  | { readonly kind: 'trustline'; readonly owner: string; readonly limitStroops: bigint }
  | { readonly kind: 'advance'; readonly ledgers: number }

export interface ActionContext {
  readonly meta: VectorMeta
  readonly names: Names
  readonly build: ContractBuild
  /** The escrow as stored now. */
  readonly stored: Json | undefined
}

type Args = VectorStep['args']

/** What a recorded step asks for. */
export function actionOf(context: ActionContext, { op, args }: VectorStep): Action {
  const { names } = context
  switch (op) {
    case 'trustline':
      return {
        kind: 'trustline',
        owner: names.addressOf(String(args.who)),
        limitStroops: BigInt(String(args.limit)),
      }
    case 'advance':
      return { kind: 'advance', ledgers: Number(args.ledgers) }
    case 'transfer':
      return tokenCall(context, 'transfer', args.from, [
        address(names, args.from),
        address(names, args.to),
        i128(args.amount),
      ])
    case 'set_authorized':
      return tokenCall(context, 'set_authorized', 'issuer', [
        address(names, args.who),
        xdr.ScVal.scvBool(args.authorized === true),
      ])
    case 'deploy':
      return deployment(context, args)
    default:
      return escrowCall(context, op, args)
  }
}

function tokenCall({ names }: ActionContext, name: string, caller: Json | undefined, args: xdr.ScVal[]): Call {
  return { kind: 'call', contractId: names.addressOf('usdc'), name, args, caller: names.addressOf(String(caller)) }
}

function deployment(context: ActionContext, args: Args): Call {
  const { names, build } = context
  return {
    kind: 'call',
    contractId: names.addressOf(typeof args.on === 'string' ? args.on : 'factory'),
    name: `tw_new_${build.kind}_release_escrow`,
    args: [
      address(names, args.signer),
      bytes(args.wasm_hash),
      bytes(args.salt),
      xdr.ScVal.scvSymbol('initialize_escrow'),
      vector([patchedBase(context, args)]),
      vector([]),
    ],
    caller: names.addressOf(String(args.signer)),
  }
}

function escrowCall(context: ActionContext, op: string, args: Args): Call {
  const { names, build } = context
  const make = ESCROW_CALLS[op]?.[build.kind]
  if (make === undefined) throw new Error(`The operation ${op} is not known for ${build.kind}-release escrows`)
  const [name, ...values] = make(context, args)
  const caller = args.by ?? args.signer
  return {
    kind: 'call',
    contractId: names.addressOf('escrow'),
    name,
    args: values.flat(),
    caller: caller === undefined ? undefined : names.addressOf(String(caller)),
  }
}

type MakeCall = (context: ActionContext, args: Args) => readonly [string, ...(xdr.ScVal | readonly xdr.ScVal[])[]]

const both = (make: MakeCall): Record<ContractBuild['kind'], MakeCall> => ({ single: make, multi: make })
const by = ({ names }: ActionContext, args: Args): xdr.ScVal => address(names, args.by)
const shares = ({ names }: ActionContext, args: Args): xdr.ScVal => distributions(names, args.dist)
/** The argument that only a `develop` build has. */
const fee = ({ names, build }: ActionContext): readonly xdr.ScVal[] =>
  build.lineage === 'develop' ? [address(names, 'protocol')] : []

/** Function and arguments of every operation on the escrow under test, in the order the contract has them. */
const ESCROW_CALLS: Readonly<Record<string, Record<ContractBuild['kind'], MakeCall>>> = {
  init: both((context, args) => ['initialize_escrow', patchedBase(context, args)]),
  fund: both((context, args) => [
    'fund_escrow',
    address(context.names, args.signer),
    patchedCurrent(context, args.expected === 'current' ? {} : args.expected),
    i128(args.amount),
  ]),
  status: {
    single: (context, args) => [
      'change_milestone_status',
      u32(args.index),
      text(args.status),
      optionalText(args.evidence),
      by(context, args),
    ],
    multi: (context, args) => [
      'change_milestone_status',
      vector((args.updates as readonly Record<string, Json>[]).map(statusUpdate)),
      by(context, args),
    ],
  },
  approve: both((context, args) => ['approve_milestone', u32(args.index), by(context, args)]),
  release: {
    single: (context, args) => ['release_funds', by(context, args), fee(context)],
    multi: (context, args) => ['release_milestone_funds', by(context, args), fee(context), u32(args.index)],
  },
  dispute: {
    single: (context, args) => ['dispute_escrow', by(context, args)],
    multi: (context, args) => ['dispute_milestone', u32(args.index), by(context, args)],
  },
  resolve: {
    single: (context, args) => ['resolve_dispute', by(context, args), fee(context), shares(context, args)],
    multi: (context, args) => [
      'resolve_milestone_dispute',
      by(context, args),
      u32(args.index),
      fee(context),
      shares(context, args),
    ],
  },
  withdraw: both((context, args) => [
    'withdraw_remaining_funds',
    by(context, args),
    fee(context),
    shares(context, args),
  ]),
  update: both((context, args) => ['update_escrow', by(context, args), patchedCurrent(context, args.set)]),
  extend_ttl: both((context, args) => ['extend_contract_ttl', by(context, args), u32(args.ledgers)]),
  balances: both((context, args) => [
    'get_multiple_escrow_balances',
    vector((args.of as readonly string[]).map((name) => address(context.names, name))),
  ]),
}

const optionalText = (value: Json | undefined): xdr.ScVal => (value === null ? xdr.ScVal.scvVoid() : text(value))

const statusUpdate = ({ evidence, index, status }: Record<string, Json>): xdr.ScVal =>
  struct({ evidence: optionalText(evidence), index: u32(index), status: text(status) })

function patchedBase({ meta, names }: ActionContext, args: Args): xdr.ScVal {
  return escrowValue(applyPatch(meta.base, args.set ?? {}), names)
}

function patchedCurrent({ meta, names, stored }: ActionContext, patch: Json | undefined): xdr.ScVal {
  return escrowValue(applyPatch(stored ?? meta.base, patch ?? {}), names)
}
