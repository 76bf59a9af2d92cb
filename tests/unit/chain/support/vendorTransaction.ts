import {
  Account,
  Address,
  type FeeBumpTransaction,
  hash,
  Keypair,
  type Memo,
  Operation,
  SorobanDataBuilder,
  StrKey,
  type Transaction,
  TransactionBuilder,
  xdr,
} from '@stellar/stellar-sdk'
import type { DeployIntent, EscrowCall, FundIntent, SingleTerms } from '../../../../chain/intent.ts'
import { type ChainConfig, usdcContractId } from '../../../../chain/network.ts'
import { addressVal, i128Val, textVal } from '../../../../chain/scval.ts'
import { type Expectation, type ExpectedSubcall, expectationOf } from '../../../../chain/verify/expectation.ts'
import type { VerificationLimits } from '../../../../chain/verify/verifyEnvelope.ts'

export function keypair(name: string): Keypair {
  return Keypair.fromRawEd25519Seed(hash(`chain test: ${name}`))
}

export const address = (name: string): string => keypair(name).publicKey()
export const contract = (name: string): string => StrKey.encodeContract(hash(`chain test: ${name}`))

export const config: ChainConfig = {
  passphrase: 'Standalone Network ; February 2017',
  rpcUrl: 'http://127.0.0.1:1/rpc',
  usdcIssuer: address('issuer'),
  trustlessWorkUrl: 'http://127.0.0.1:1',
  trustlessWorkApiKey: 'key',
  escrowFactoryId: contract('factory'),
  escrowWasmHash: Buffer.from(hash('chain test: code')).toString('hex'),
  multiEscrowWasmHash: Buffer.from(hash('chain test: code for milestones')).toString('hex'),
  protocolFeeAddress: address('protocol'),
  feeCapStroops: 20_000_000n,
}

export const terms: SingleTerms = {
  engagementId: 'ord_1',
  title: 'Logo design',
  description: 'Three drafts',
  amountStroops: '800000000',
  platformFeeBps: 250,
  milestoneDescription: 'Delivery',
  roles: {
    approver: address('buyer'),
    serviceProvider: address('seller'),
    platform: address('platform'),
    releaseSigner: address('buyer'),
    disputeResolver: address('resolver'),
    receiver: address('seller'),
  },
}

export const escrowId = contract('escrow')
export const fundIntent: FundIntent = {
  kind: 'fund',
  contractId: escrowId,
  signer: address('buyer'),
  amountStroops: terms.amountStroops,
  escrow: terms,
}
export const deployIntent: DeployIntent = { kind: 'deploy', escrow: terms }

export const NOW_SECONDS = 1_800_000_000
export const limits: VerificationLimits = {
  feeCapStroops: config.feeCapStroops,
  nowSeconds: NOW_SECONDS,
  minValiditySeconds: 20,
  maxValiditySeconds: 600,
}

export type Call = { readonly contractId: string; readonly functionName: string; readonly args: readonly xdr.ScVal[] }

/** Everything about a vendor's transaction that a tampering may change. */
export type Draft = {
  source: string
  operationSource?: string
  sequence: string
  call: Call
  /** The call that the authorisation is for; the operation's own unless a test changes it. */
  authorized?: Call
  subcalls: readonly ExpectedSubcall[]
  /** Instead of those, ready-made ones with calls of their own below. */
  subInvocations?: readonly xdr.SorobanAuthorizedInvocation[]
  credentials: xdr.SorobanCredentials
  resourceFee: string
  inclusionFee: string
  minTime: number
  maxTime: number
  memo?: Memo
  hasResourceData: boolean
  extraOperations: readonly xdr.Operation[]
  extraEntries: readonly xdr.SorobanAuthorizationEntry[]
}

export const salt: Uint8Array = hash('chain test: salt')

/** What an honest vendor would build for an intent, as a draft that a test may spoil. */
export function honestDraft(intent: EscrowCall, source: string): Draft {
  const expectation = expectationOf(config, intent, source)
  return {
    source,
    sequence: '41',
    call: callOf(expectation),
    subcalls: expectation.subcalls,
    credentials: xdr.SorobanCredentials.sorobanCredentialsSourceAccount(),
    resourceFee: '500000',
    inclusionFee: '100',
    minTime: 0,
    maxTime: NOW_SECONDS + 300,
    hasResourceData: true,
    extraOperations: [],
    extraEntries: [],
  }
}

function callOf(expectation: Expectation): Call {
  const { contractId, functionName, args } = expectation.call
  const required = args.filter(({ isOptional }) => isOptional !== true)
  const values = required.map(({ value }) => (value === 'any_32_bytes' ? xdr.ScVal.scvBytes(salt) : value))
  return { contractId, functionName, args: values }
}

export function buildDraft(draft: Draft): Transaction {
  const builder = new TransactionBuilder(new Account(draft.source, draft.sequence), {
    fee: draft.inclusionFee,
    networkPassphrase: config.passphrase,
    timebounds: { minTime: draft.minTime, maxTime: draft.maxTime },
    ...(draft.memo === undefined ? {} : { memo: draft.memo }),
  })
  builder.addOperation(
    Operation.invokeHostFunction({
      func: xdr.HostFunction.hostFunctionTypeInvokeContract(invokeArgs(draft.call)),
      auth: [authorization(draft), ...draft.extraEntries],
      ...(draft.operationSource === undefined ? {} : { source: draft.operationSource }),
    }),
  )
  for (const operation of draft.extraOperations) builder.addOperation(operation)
  if (draft.hasResourceData) builder.setSorobanData(new SorobanDataBuilder().setResourceFee(draft.resourceFee).build())
  return builder.build()
}

function authorization(draft: Draft): xdr.SorobanAuthorizationEntry {
  return new xdr.SorobanAuthorizationEntry({
    credentials: draft.credentials,
    rootInvocation: rootOf(
      draft.authorized ?? draft.call,
      draft.subInvocations ?? draft.subcalls.map((call) => invocation(call)),
    ),
  })
}

export function invocation(call: Call, subcalls: readonly Call[] = []): xdr.SorobanAuthorizedInvocation {
  return rootOf(
    call,
    subcalls.map((subcall) => invocation(subcall)),
  )
}

function rootOf(call: Call, below: readonly xdr.SorobanAuthorizedInvocation[]): xdr.SorobanAuthorizedInvocation {
  return new xdr.SorobanAuthorizedInvocation({
    function: xdr.SorobanAuthorizedFunction.sorobanAuthorizedFunctionTypeContractFn(invokeArgs(call)),
    subInvocations: [...below],
  })
}

function invokeArgs(call: Call): xdr.InvokeContractArgs {
  return new xdr.InvokeContractArgs({
    contractAddress: Address.fromString(call.contractId).toScAddress(),
    functionName: call.functionName,
    args: [...call.args],
  })
}

export function wrapInFeeBump(inner: Transaction): FeeBumpTransaction {
  return TransactionBuilder.buildFeeBumpTransaction(address('outsider'), '200', inner, config.passphrase)
}

export function transferCall(from: string, to: string, amountStroops: bigint): Call {
  const args = [addressVal(from), addressVal(to), i128Val(amountStroops)]
  return { contractId: usdcContractId(config), functionName: 'transfer', args }
}

/** The call with one argument replaced. */
export function withArgument(call: Call, index: number, value: xdr.ScVal): Call {
  return { ...call, args: call.args.with(index, value) }
}

/** A struct with one field replaced, at a path such as "roles.receiver". */
export function withField(struct: xdr.ScVal, path: string, value: xdr.ScVal): xdr.ScVal {
  const [name, ...rest] = path.split('.')
  if (struct.type === 'scvVec') {
    const items = struct.vec ?? []
    const item = items[Number(name)] ?? textVal('')
    return xdr.ScVal.scvVec(
      items.with(Number(name), rest.length === 0 ? value : withField(item, rest.join('.'), value)),
    )
  }
  if (struct.type !== 'scvMap') throw new Error(`${path} leads to no struct`)
  const entries = (struct.map ?? []).map((entry) => {
    const isField = entry.key.type === 'scvSymbol' && entry.key.sym.toString() === name
    const changed = rest.length === 0 ? value : isField ? withField(entry.val, rest.join('.'), value) : value
    return isField ? new xdr.ScMapEntry({ key: entry.key, val: changed }) : entry
  })
  return xdr.ScVal.scvMap(entries)
}
