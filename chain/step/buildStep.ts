import { crashPoint } from '../../crash/crashPoint.ts'
import { buildClassic, countOperations } from '../classic/buildClassic.ts'
import { type ChainIntent, type ClassicIntent, isClassic } from '../intent.ts'
import { buildByVendor } from './buildByVendor.ts'
import { buildLifetime } from './buildLifetime.ts'
import type { Built } from './built.ts'
import { unsignedOf } from './envelopes.ts'
import { feeBid, MIN_FEE_STROOPS } from './fees.ts'
import { readSource } from './readSource.ts'
import { rebuildDeploy } from './rebuildDeploy.ts'
import { signStep } from './sign.ts'
import type { StoredAttempt } from './store.ts'
import type { StepTools } from './tools.ts'

export type BuildOrder = {
  readonly stepKey: string
  readonly attempt: number
  readonly intent: ChainIntent
  readonly orderId: string | null
  readonly source: string
  /** The attempt before this one, which is proven dead. */
  readonly previous: StoredAttempt | null
  readonly signal: AbortSignal | undefined
}

/** Builds, verifies and signs one attempt. Nothing has been stored or sent when this returns. */
export async function buildStep(tools: StepTools, order: BuildOrder): Promise<StoredAttempt> {
  const { stepKey, intent, attempt, source } = order
  crashPoint('step.build.before', stepKey)
  const built = await build(tools, order)
  crashPoint('step.build.after', stepKey)
  await tools.approve({ stepKey, intent, orderId: order.orderId })
  crashPoint('step.sign.before', stepKey)
  const signed = await signStep(tools, intent, built.transaction, attempt)
  crashPoint('step.sign.after', stepKey)
  return {
    stepKey,
    attempt,
    kind: intent.kind,
    orderId: order.orderId,
    ...signed,
    sourceAddress: source,
    sequence: built.transaction.seqNum.toString(),
    maxTimeSeconds: built.maxTimeSeconds,
    contractId: built.contractId,
    status: 'PREPARED',
    ledger: null,
    resultXdr: null,
    failure: null,
  }
}

async function build(tools: StepTools, order: BuildOrder): Promise<Built> {
  const { intent, source, signal, previous } = order
  if (isClassic(intent)) return buildOurselves(tools, order, intent)
  if (intent.kind === 'extendLifetime') return buildLifetime(tools, intent, source, order.attempt, signal)
  // The contract's id was told when the deployment was prepared: it has to stay, so the salt has to stay.
  if (intent.kind === 'deploy' && previous !== null)
    return rebuildDeploy(tools, intent, previous, order.attempt, signal)
  return buildByVendor(tools, intent, source, signal)
}

async function buildOurselves(tools: StepTools, order: BuildOrder, intent: ClassicIntent): Promise<Built> {
  const { stepKey, attempt, source, signal } = order
  const { config, clock, limits } = tools
  const wallets = intent.kind === 'createWallets' ? intent.addresses : []
  const { account, states } = await readSource(tools, source, wallets, signal)
  const maxTimeSeconds = Math.floor(clock.nowMs() / 1_000) + limits.ownValiditySeconds
  const transaction = buildClassic(intent, {
    stepKey,
    attempt,
    config,
    source,
    sequence: account.sequence,
    feePerOperationStroops: offerFor(intent, attempt, config.feeCapStroops),
    maxTimeSeconds,
    existing: states,
  })
  return { transaction: unsignedOf(transaction), maxTimeSeconds, contractId: null }
}

/** A wallet holds no XLM: the fee bump around its transaction makes the offer. */
function offerFor(intent: ClassicIntent, attempt: number, capStroops: bigint): bigint {
  return intent.kind === 'withdraw' ? MIN_FEE_STROOPS : feeBid(attempt, countOperations(intent), capStroops)
}
