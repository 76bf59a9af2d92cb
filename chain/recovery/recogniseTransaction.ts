import {
  Address,
  FeeBumpTransaction,
  type Memo,
  MemoHash,
  MemoID,
  MemoText,
  type Operation,
  type Transaction,
  TransactionBuilder,
  type xdr,
} from '@stellar/stellar-sdk'
import { parseExact } from '../../domain/money.ts'
import type { WithdrawalMemo } from '../../domain/withdrawal/terms.ts'
import type { ChainIntent, TopUpPayment } from '../intent.ts'
import { usdcAsset } from '../network.ts'

/** What a transaction of ours was for, read off its envelope. */
export type Recognised =
  /** `milestoneIndex`: the one number that the call names, where it names one. */
  | {
      readonly what: 'call'
      readonly kind: ChainIntent['kind']
      readonly contractId: string
      readonly milestoneIndex: number | null
    }
  /** USDC out of a wallet; its lower time bound is the mark of the attempt. Memo and address are the user's. */
  | {
      readonly what: 'withdrawal'
      readonly destination: string
      readonly amountStroops: string
      readonly memo: WithdrawalMemo | null
    }
  /** Other payments of USDC; a step of ours has its key's hash as memo (hex). */
  | { readonly what: 'payments'; readonly memoHash: string | null; readonly payments: readonly TopUpPayment[] }
  | { readonly what: 'other' }

export type RecognisedTransaction = {
  /** Of the envelope as it was sent, hex. */
  readonly hash: string
  readonly innerHash: string
  readonly source: string
  /** Whoever pays the fee: the treasury, for everything that a wallet of ours sends. */
  readonly feeSource: string
  readonly sequence: string
  /** Zero unless it is a withdrawal, whose attempt is marked by it. */
  readonly minTimeSeconds: number
  readonly maxTimeSeconds: number
  readonly content: Recognised
}

const KINDS: Readonly<Record<string, ChainIntent['kind']>> = {
  tw_new_single_release_escrow: 'deploy',
  tw_new_multi_release_escrow: 'deploy',
  fund_escrow: 'fund',
  change_milestone_status: 'changeMilestoneStatus',
  approve_milestone: 'approveMilestone',
  release_funds: 'release',
  release_milestone_funds: 'releaseMilestone',
  dispute_escrow: 'dispute',
  dispute_milestone: 'disputeMilestone',
  resolve_dispute: 'resolve',
  resolve_milestone_dispute: 'resolveMilestone',
}

type Network = { readonly passphrase: string; readonly usdcIssuer: string }

/** Tells what an envelope on the ledger did, so that a step whose record was lost can be found again. */
export function recogniseTransaction(envelopeXdr: string, network: Network): RecognisedTransaction {
  const envelope = TransactionBuilder.fromXDR(envelopeXdr, network.passphrase)
  const inner = envelope instanceof FeeBumpTransaction ? envelope.innerTransaction : envelope
  return {
    hash: hex(envelope.hash()),
    innerHash: hex(inner.hash()),
    source: inner.source,
    feeSource: envelope instanceof FeeBumpTransaction ? envelope.feeSource : inner.source,
    sequence: inner.sequence,
    minTimeSeconds: Number(inner.timeBounds?.minTime ?? 0),
    maxTimeSeconds: Number(inner.timeBounds?.maxTime ?? 0),
    content: contentOf(inner, network),
  }
}

function contentOf(transaction: Transaction, network: Network): Recognised {
  const { operations } = transaction
  const [first] = operations
  if (first?.type === 'invokeHostFunction' && operations.length === 1) return callIn(first)
  const payments = operations.flatMap((operation) => paymentIn(operation, network))
  if (payments.length !== operations.length) return { what: 'other' }
  return withdrawalIn(transaction, payments) ?? { what: 'payments', memoHash: memoHashOf(transaction), payments }
}

function callIn({ func }: Operation.InvokeHostFunction): Recognised {
  if (func.type !== 'hostFunctionTypeInvokeContract') return { what: 'other' }
  const { contractAddress, functionName, args } = func.invokeContract
  const kind = KINDS[functionName.toString()]
  if (kind === undefined) return { what: 'other' }
  const contractId = Address.fromScAddress(contractAddress).toString()
  return { what: 'call', kind, contractId, milestoneIndex: numberIn(args) }
}

/** Every function that is about a milestone has one number among its arguments, the batch of changes one inside. */
function numberIn(args: readonly xdr.ScVal[]): number | null {
  for (const arg of args) {
    if (arg.type === 'scvU32') return arg.u32
    const inside =
      arg.type === 'scvVec'
        ? numberIn(arg.vec ?? [])
        : arg.type === 'scvMap'
          ? numberIn((arg.map ?? []).map(({ val }) => val))
          : null
    if (inside !== null) return inside
  }
  return null
}

function paymentIn(operation: Transaction['operations'][number], network: Network): TopUpPayment[] {
  if (operation.type !== 'payment' || operation.source !== undefined) return []
  if (!operation.asset.equals(usdcAsset(network))) return []
  return [{ address: operation.destination, amountStroops: String(parseExact(operation.amount)) }]
}

/** Of all that we send, only a withdrawal is valid from some moment on. */
function withdrawalIn({ timeBounds, memo }: Transaction, [payment, ...more]: TopUpPayment[]): Recognised | null {
  if (Number(timeBounds?.minTime ?? 0) === 0 || payment === undefined || more.length > 0) return null
  const { address: destination, amountStroops } = payment
  return { what: 'withdrawal', destination, amountStroops, memo: usersMemo(memo) }
}

function usersMemo({ type, value }: Memo): WithdrawalMemo | null {
  if (type === MemoID) return { type: 'id', value: String(value) }
  if (type === MemoText) return { type: 'text', value: Buffer.from(value ?? '').toString('utf8') }
  return null
}

function memoHashOf({ memo }: Transaction): string | null {
  return memo.type === MemoHash && memo.value !== null ? Buffer.from(memo.value).toString('hex') : null
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
