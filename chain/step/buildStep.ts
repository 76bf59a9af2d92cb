import type { Transaction } from '@stellar/stellar-sdk'
import { readAccounts } from '../accounts.ts'
import { buildClassic, countOperations } from '../classic/buildClassic.ts'
import { type ChainIntent, type ClassicIntent, isClassic } from '../intent.ts'
import { RpcError } from '../rpc/errors.ts'
import { buildByVendor } from './buildByVendor.ts'
import { ChainStepError } from './errors.ts'
import { feeBid } from './fees.ts'
import { signStep } from './sign.ts'
import type { StoredAttempt } from './store.ts'
import type { StepTools } from './tools.ts'

/** A transaction that is what the step asked for, not signed yet. */
export type Built = {
  readonly transaction: Transaction
  readonly maxTimeSeconds: number
  readonly contractId: string | null
}

export type BuildOrder = {
  readonly stepKey: string
  readonly attempt: number
  readonly intent: ChainIntent
  readonly orderId: string | null
  readonly source: string
  readonly signal: AbortSignal | undefined
}

/** Builds, verifies and signs one attempt. Nothing has been stored or sent when this returns. */
export async function buildStep(tools: StepTools, order: BuildOrder): Promise<StoredAttempt> {
  const { intent, attempt, source, signal } = order
  const built = isClassic(intent)
    ? await buildOurselves(tools, intent, source, attempt, signal)
    : await buildByVendor(tools, intent, source, signal)
  const signed = await signStep(tools, intent, built.transaction, attempt)
  return {
    stepKey: order.stepKey,
    attempt,
    kind: intent.kind,
    orderId: order.orderId,
    ...signed,
    sourceAddress: source,
    sequence: built.transaction.sequence,
    maxTimeSeconds: built.maxTimeSeconds,
    contractId: built.contractId,
    status: 'PREPARED',
    ledger: null,
    resultXdr: null,
    failure: null,
  }
}

async function buildOurselves(
  tools: StepTools,
  intent: ClassicIntent,
  source: string,
  attempt: number,
  signal: AbortSignal | undefined,
): Promise<Built> {
  const { config, clock, limits } = tools
  const wallets = intent.kind === 'createWallets' ? intent.addresses : []
  const { states } = await readLedger(tools, [source, ...wallets], signal)
  const account = states.get(source)
  if (account === undefined) {
    throw new ChainStepError({
      verdict: 'ask_human',
      message: `The account ${source} does not exist; create and fund it`,
    })
  }
  const maxTimeSeconds = Math.floor(clock.nowMs() / 1_000) + limits.ownValiditySeconds
  const transaction = buildClassic(intent, {
    config,
    source,
    sequence: account.sequence,
    feePerOperationStroops: feeBid(attempt, countOperations(intent), config.feeCapStroops),
    maxTimeSeconds,
    existing: states,
  })
  return { transaction, maxTimeSeconds, contractId: null }
}

async function readLedger(tools: StepTools, addresses: readonly string[], signal: AbortSignal | undefined) {
  try {
    return await readAccounts(tools.rpc, tools.config, addresses, signal)
  } catch (cause) {
    if (!(cause instanceof RpcError)) throw cause
    throw new ChainStepError({
      verdict: cause.failure === 'refused' ? 'ask_human' : 'retry',
      message: cause.message,
      cause,
    })
  }
}
