import { Account, type Transaction, TransactionBuilder, type xdr } from '@stellar/stellar-sdk'
import type { ExtendLifetimeIntent } from '../intent.ts'
import { chooseAction, draftResources, type LifetimeAction, resourcesIn } from '../lifetime/build.ts'
import { readLifetime } from '../lifetime/read.ts'
import type { Built } from './built.ts'
import { unsignedOf } from './envelopes.ts'
import { ChainStepError } from './errors.ts'
import { feeBid } from './fees.ts'
import { readSource, toStepError } from './readSource.ts'
import type { StepTools } from './tools.ts'

const RETRY_MS = 5_000

/**
 * Builds the transaction that keeps an escrow usable. No vendor is asked: the operation and the entries are ours, only the
 * resources come from the RPC server's simulation.
 */
export async function buildLifetime(
  tools: StepTools,
  intent: ExtendLifetimeIntent,
  source: string,
  attempt: number,
  signal: AbortSignal | undefined,
): Promise<Built> {
  const { rpc, config, clock, limits } = tools
  const { contractId } = intent
  const lifetime = await readLifetime(rpc, config, contractId, signal).catch(toStepError)
  const { account } = await readSource(tools, source, [], signal)
  const action = chooseAction(lifetime)
  const maxTimeSeconds = Math.floor(clock.nowMs() / 1_000) + limits.ownValiditySeconds
  const transactionWith = (data: xdr.SorobanTransactionData): Transaction =>
    new TransactionBuilder(new Account(source, account.sequence.toString()), {
      fee: feeBid(attempt, 1, config.feeCapStroops).toString(),
      networkPassphrase: config.passphrase,
      timebounds: { minTime: 0, maxTime: maxTimeSeconds },
    })
      .addOperation(action.operation)
      .setSorobanData(data)
      .build()
  const draft = transactionWith(draftResources(action.footprint))
  const answer = await rpc.simulateTransaction(draft.toXdr(), signal).catch(toStepError)
  const resources = resourcesIn(answer, action.footprint)
  if (typeof resources === 'string') throw unusable(contractId, action, resources)
  const transaction = transactionWith(resources)
  checkFee(transaction, contractId, action, config.feeCapStroops)
  return { transaction: unsignedOf(transaction), maxTimeSeconds, contractId }
}

/** The price of time is the network's: what it asks for is paid up to our own limit and not beyond. */
function checkFee(transaction: Transaction, contractId: string, action: LifetimeAction, capStroops: bigint): void {
  const fee = BigInt(transaction.fee)
  if (fee <= capStroops) return
  throw new ChainStepError({
    verdict: 'ask_human',
    message: `To ${action.name} the escrow ${contractId} costs ${fee} stroops of XLM, over the cap of ${capStroops}. Raise the cap.`,
  })
}

function unusable(contractId: string, action: LifetimeAction, reason: string): ChainStepError {
  return new ChainStepError({
    verdict: 'retry',
    message: `The transaction to ${action.name} the escrow ${contractId} cannot be built now: ${reason}`,
    retryAfterMs: RETRY_MS,
  })
}
