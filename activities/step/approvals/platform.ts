import type { CreateWalletsIntent, ExtendLifetimeIntent, TopUpIntent } from '../../../chain/intent.ts'
import { orderOfContract } from '../../../db/approvals/orderOfContract.ts'
import { readTopUpBatch } from '../../../db/approvals/topUpBatch.ts'
import { walletStatuses } from '../../../db/approvals/walletStatuses.ts'
import type { Database } from '../../../db/connect.ts'
import { unplacedPaymentTo } from '../../../db/recovery/unplacedPayments.ts'
import { type Contradictions, holds } from './facts.ts'

/** Reserves are locked up only for addresses whose keys we hold and that are not on chain yet. */
export async function walletsContradict(db: Database, { addresses }: CreateWalletsIntent): Promise<Contradictions> {
  const statuses = await walletStatuses(db, addresses)
  return [
    ...holds(addresses.length > 0, 'the step creates no wallet'),
    ...addresses.flatMap((address) => {
      const status = statuses.get(address)
      if (status === undefined) return [`the ledger has no wallet ${address}, the step wants to create it`]
      return holds(status !== 'READY', `the ledger says wallet ${address} is READY, the step wants to create it`)
    }),
  ]
}

const TOP_UP_STEP = /^topUp:(.+)$/

/** The treasury pays the members of a claimed batch, each once. */
export async function topUpContradicts(
  db: Database,
  stepKey: string,
  { payments }: TopUpIntent,
): Promise<Contradictions> {
  const batchKey = TOP_UP_STEP.exec(stepKey)?.[1]
  if (batchKey === undefined) return [`the step's key ${stepKey} names no batch of top-ups`]
  const members = await readTopUpBatch(db, batchKey)
  const due = totals(members.filter(({ status }) => status === 'DUE'))
  const wanted = totals(payments)
  return [
    ...(await paidBefore(db, payments)),
    ...holds(members.length > 0, `the ledger has no batch of top-ups ${batchKey}`),
    ...[...new Set([...due.keys(), ...wanted.keys()])].flatMap((address) =>
      holds(
        due.get(address) === wanted.get(address),
        `the ledger says ${due.get(address) ?? 0n} stroops are due to ${address} in batch ${batchKey}, the step pays ${wanted.get(address) ?? 0n}`,
      ),
    ),
  ]
}

/** After a recovery the treasury may have paid something of which nobody knows what for: it may be this. */
async function paidBefore(db: Database, payments: TopUpIntent['payments']): Promise<Contradictions> {
  const earlier = await Promise.all(payments.map((payment) => unplacedPaymentTo(db, payment)))
  return earlier.flatMap((hash, at) =>
    hash === null
      ? []
      : [
          `the treasury has paid ${payments[at]?.amountStroops} stroops to ${payments[at]?.address} in ${hash} already, ` +
            'and nobody knows what for: stop the workers and run "npm run repair -- --apply", which finds out',
        ],
  )
}

/** Compared by address: one person may be due for several orders. */
function totals(rows: readonly { address: string; amountStroops: string }[]): ReadonlyMap<string, bigint> {
  const sums = new Map<string, bigint>()
  for (const { address, amountStroops } of rows) {
    sums.set(address, (sums.get(address) ?? 0n) + BigInt(amountStroops))
  }
  return sums
}

/** A contract is kept alive as long as its order is open. */
export async function lifetimeContradicts(db: Database, { contractId }: ExtendLifetimeIntent): Promise<Contradictions> {
  const order = await orderOfContract(db, contractId)
  if (order === null) return [`the ledger knows no order with the contract ${contractId}`]
  return holds(
    order.status !== 'CLOSED',
    `the ledger says order ${order.orderId} is CLOSED, its contract ${contractId} needs no longer life`,
  )
}
