import type { ContractKind } from '../intent.ts'
import { usdcContractId } from '../network.ts'
import type { TransactionAnswer } from '../rpc/answers.ts'
import { RpcError } from '../rpc/errors.ts'
import { findContractError } from './contractError.ts'
import type { Outcome } from './outcome.ts'
import { isSequenceUsed, readLife, readSequence } from './readLife.ts'
import { decodeResult } from './result.ts'
import type { StoredAttempt } from './store.ts'
import type { StepTools } from './tools.ts'

export type Observed = {
  readonly outcome: Outcome
  /** The server's latest ledger, where it answered a lookup. */
  readonly latestLedger: number | null
  /** Of a transaction that stands on the ledger. */
  readonly ledger: number | null
  readonly resultXdr: string | null
}

type ObserveTools = Pick<StepTools, 'rpc' | 'config' | 'limits'>

/** Sends the stored bytes. The answer is a hint; only a lookup decides. */
export async function send(tools: ObserveTools, attempt: StoredAttempt, signal: AbortSignal): Promise<Outcome> {
  try {
    const answer = await tools.rpc.sendTransaction(attempt.envelopeXdr, signal)
    if (answer.status !== 'ERROR') return { source: 'send', status: answer.status }
    return { source: 'send', status: 'ERROR', result: decodeResult(answer.errorResultXdr) }
  } catch (error) {
    return networkOutcome(error, 'send')
  }
}

/** Looks the envelope up, and when it is not there, how much that proves. `contract`: whose error numbers to expect. */
export async function lookUp(
  tools: ObserveTools,
  attempt: StoredAttempt,
  contract: ContractKind,
  refusedWithBadSequence: boolean,
  signal: AbortSignal,
): Promise<Observed> {
  try {
    const seen = refusedWithBadSequence ? await readSequence(tools, attempt, signal) : null
    const answer = await find(tools, attempt, seen !== null, signal)
    if (answer.status !== 'NOT_FOUND') return onLedger(tools, contract, answer)
    const used = seen !== null && isSequenceUsed(tools, attempt, seen, answer)
    const life = used ? 'sequence_used' : await readLife(tools, attempt, answer, signal)
    const outcome = { source: 'lookup', status: 'NOT_FOUND', life } as const
    return { outcome, latestLedger: answer.latestLedger, ledger: null, resultXdr: null }
  } catch (error) {
    return { outcome: networkOutcome(error, 'lookup'), latestLedger: null, ledger: null, resultXdr: null }
  }
}

/** The outer hash first. Before an envelope may be called dead the inner one is asked for too: whoever wraps it, it is ours. */
async function find(
  { rpc }: ObserveTools,
  attempt: StoredAttempt,
  isDecisive: boolean,
  signal: AbortSignal,
): Promise<TransactionAnswer> {
  const outer = await rpc.getTransaction(attempt.hash, signal)
  const decisive = isDecisive || outer.latestLedgerCloseTime > attempt.maxTimeSeconds
  if (outer.status !== 'NOT_FOUND' || !decisive || attempt.innerHash === attempt.hash) return outer
  return await rpc.getTransaction(attempt.innerHash, signal)
}

function onLedger(tools: ObserveTools, kind: ContractKind, answer: TransactionAnswer): Observed {
  const facts = {
    latestLedger: answer.latestLedger,
    ledger: answer.ledger ?? null,
    resultXdr: answer.resultXdr ?? null,
  }
  // A success that names no ledger cannot be booked: treated as no usable answer, it is asked again.
  if (facts.ledger === null)
    return { ...facts, outcome: { source: 'network', call: 'lookup', failure: 'malformed_answer' } }
  if (answer.status === 'SUCCESS') return { ...facts, outcome: { source: 'lookup', status: 'SUCCESS' } }
  const error = findContractError(answer)
  const contract = error?.contractId === usdcContractId(tools.config) ? 'token' : kind
  const raisedBy = error === null ? null : ({ contract, code: error.code } as const)
  return { ...facts, outcome: { source: 'lookup', status: 'FAILED', result: decodeResult(answer.resultXdr), raisedBy } }
}

function networkOutcome(error: unknown, call: 'send' | 'lookup'): Outcome {
  if (error instanceof RpcError) return { source: 'network', call, failure: error.failure }
  throw error
}
