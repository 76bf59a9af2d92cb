import type { StoredAttempt } from '../../../chain/step/store.ts'
import { createStepStore } from '../../../db/chainSteps/postgresStepStore.ts'
import type { OrderId } from '../../../domain/ids.ts'
import type { LostTransaction } from '../chain/lostTransactions.ts'
import { stepKeyOf } from '../chain/stepKeyOf.ts'
import type { Repair } from '../context.ts'

/** The order that a contract belongs to, and whether it pays by milestone. */
export type OwnersOfContracts = ReadonlyMap<string, { readonly orderId: OrderId; readonly hasMilestones: boolean }>

/** Where a step is to be stored, and as what. */
export type LostStep = {
  readonly stepKey: string
  readonly orderId: OrderId | null
  readonly kind: string
  readonly contractId: string | null
  readonly transaction: LostTransaction
}

/** The steps of orders among the lost transactions; what is neither that nor a payment is told. */
export function stepsOfOrders(
  { report }: Repair,
  lost: readonly LostTransaction[],
  owners: OwnersOfContracts,
): LostStep[] {
  return lost.flatMap((transaction): LostStep[] => {
    const { content, hash, foundBy } = transaction
    if (content.what === 'payments' || content.what === 'withdrawal') return []
    if (content.what === 'other') {
      report.unexplained(`Transaction ${hash} of ${transaction.source} is no step of ours that anybody knows.`)
      return []
    }
    const contractId = content.kind === 'deploy' ? foundBy : content.contractId
    const owner = contractId === null ? undefined : owners.get(contractId)
    const stepKey = owner === undefined ? null : stepKeyOf(owner.orderId, content, owner.hasMilestones)
    if (owner === undefined || stepKey === null) {
      report.unexplained(
        `Transaction ${hash} called "${content.kind}" of ${content.contractId}, a contract of no order that is known.`,
      )
      return []
    }
    return [{ stepKey, orderId: owner.orderId, kind: content.kind, contractId, transaction }]
  })
}

/** Stores a step that was carried out as carried out, so that the engine finds it done and never builds it again. */
export async function storeStep(repair: Repair, step: LostStep): Promise<void> {
  const { db, report, apply } = repair
  const { stepKey, transaction } = step
  const store = createStepStore(db)
  const latest = await store.latest(stepKey)
  report.found(
    `Step ${stepKey} was carried out by ${transaction.hash} in ledger ${transaction.ledger}; the database does not know.`,
  )
  if (latest !== null && !mayFollow(repair, step, latest)) return
  if (!apply) return
  if (latest?.status === 'PREPARED') {
    const failure = `Overtaken: transaction ${transaction.hash} carried the step out (found by a repair)`
    await store.settle(stepKey, latest.attempt, { status: 'FAILED', ledger: null, resultXdr: null, failure })
  }
  await store.insert(attemptOf(step, (latest?.attempt ?? 0) + 1))
  report.did(`Step ${stepKey} is recorded as done.`)
}

/** A stored envelope that was signed and is not settled is dead only if its sequence number has been used by this one. */
function mayFollow({ report }: Repair, { stepKey, transaction }: LostStep, latest: StoredAttempt): boolean {
  if (latest.status === 'APPLIED') {
    report.unexplained(`Step ${stepKey} was carried out TWICE: by ${latest.hash} and by ${transaction.hash}.`)
    return false
  }
  if (latest.status !== 'PREPARED') return true
  const isOvertaken =
    latest.sourceAddress === transaction.source && BigInt(latest.sequence) <= BigInt(transaction.sequence)
  if (!isOvertaken) {
    report.unexplained(
      `Step ${stepKey} was carried out by ${transaction.hash}, and its older envelope ${latest.hash} may still apply.`,
    )
  }
  return isOvertaken
}

function attemptOf({ stepKey, orderId, kind, contractId, transaction }: LostStep, attempt: number): StoredAttempt {
  const { envelopeXdr, hash, innerHash, source, sequence, maxTimeSeconds, ledger, resultXdr } = transaction
  return {
    stepKey,
    attempt,
    kind,
    orderId,
    envelopeXdr,
    hash,
    innerHash,
    sourceAddress: source,
    sequence,
    maxTimeSeconds,
    contractId,
    status: 'APPLIED',
    ledger,
    resultXdr,
    failure: null,
  }
}
