import { xdr } from '@stellar/stellar-sdk'
import { invariant } from '../../domain/invariant.ts'
import type { DeployIntent } from '../intent.ts'
import type { Built } from './built.ts'
import { ChainStepError } from './errors.ts'
import { feeBid } from './fees.ts'
import { readSource, toStepError } from './readSource.ts'
import type { StoredAttempt } from './store.ts'
import type { StepTools } from './tools.ts'
import { verifyBuild } from './verifyBuild.ts'

const STALE_RETRY_MS = 2_000

/**
 * Renews a deployment whose envelope died, with the same call and so the same contract id. The vendor would choose a new
 * salt; this takes sequence number, time bounds and resources fresh from our own RPC server instead, and verifies the whole again.
 */
export async function rebuildDeploy(
  tools: StepTools,
  intent: DeployIntent,
  previous: StoredAttempt,
  attempt: number,
  signal: AbortSignal | undefined,
): Promise<Built> {
  const { config, clock, limits } = tools
  const dead = plainTransaction(previous)
  const { account } = await readSource(tools, previous.sourceAddress, [], signal)
  const nowSeconds = Math.floor(clock.nowMs() / 1_000)
  const validitySeconds = Math.max(limits.ownValiditySeconds, limits.minValiditySeconds * 2)
  const fresh = {
    sourceAccount: dead.sourceAccount,
    seqNum: account.sequence + 1n,
    cond: xdr.Preconditions.precondTime(
      new xdr.TimeBounds({ minTime: 0n, maxTime: BigInt(nowSeconds + validitySeconds) }),
    ),
    memo: xdr.Memo.memoNone(),
    operations: dead.operations,
  }
  const bid = feeBid(attempt, 1, config.feeCapStroops)
  const draft = envelope(new xdr.Transaction({ ...fresh, fee: Number(bid), ext: xdr.TransactionExt.v0() }))
  const resources = await simulate(tools, previous, draft, signal)
  const ext = xdr.TransactionExt.sorobanData(resources.data)
  const built = envelope(new xdr.Transaction({ ...fresh, fee: Number(bid + resources.feeStroops), ext }))
  const result = verifyBuild(tools, intent, previous.sourceAddress, built, 'this program')
  if (result.kind === 'again') {
    throw new ChainStepError({
      verdict: 'retry',
      message: `The deployment cannot be renewed: ${result.reason}`,
      retryAfterMs: STALE_RETRY_MS,
    })
  }
  invariant(
    result.built.contractId === previous.contractId,
    `The renewed deployment ${previous.stepKey} has another contract`,
  )
  return result.built
}

function plainTransaction(previous: StoredAttempt): xdr.Transaction {
  const stored = xdr.TransactionEnvelope.fromXdr(previous.envelopeXdr, 'base64')
  invariant(stored.type === 'envelopeTypeTx', `The deployment ${previous.stepKey} is stored as ${stored.type}`)
  return stored.v1.tx
}

function envelope(tx: xdr.Transaction): string {
  return xdr.TransactionEnvelope.envelopeTypeTx(new xdr.TransactionV1Envelope({ tx, signatures: [] })).toXdr('base64')
}

async function simulate(
  tools: StepTools,
  previous: StoredAttempt,
  draft: string,
  signal: AbortSignal | undefined,
): Promise<{ data: xdr.SorobanTransactionData; feeStroops: bigint }> {
  const answer = await tools.rpc.simulateTransaction(draft, signal).catch(toStepError)
  const { error, transactionData, minResourceFee } = answer
  if (error === undefined && transactionData !== undefined && minResourceFee !== undefined) {
    return { data: xdr.SorobanTransactionData.fromXdr(transactionData, 'base64'), feeStroops: minResourceFee }
  }
  throw new ChainStepError({
    verdict: 'ask_human',
    message:
      `The deployment of ${previous.contractId} died (${previous.failure}) and cannot be renewed: ` +
      `${(error ?? 'the simulation names no resources').slice(0, 500)}`,
  })
}
