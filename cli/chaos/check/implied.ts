import { type Finding, violation } from './finding.ts'
import { type KeyRecord, type OrderRecord, toldOutcome } from './record.ts'

const STROOPS_PER_CENT = 100_000n

/** Where an order must be, and what it moved, if exactly the commands were carried out that succeeded. */
export type Implied = {
  readonly status: string
  readonly finalStatus: string | null
  /** What the seller was credited, and what is out of the buyer's `available`. */
  readonly paidStroops: bigint
  readonly takenStroops: bigint
  readonly findings: readonly Finding[]
}

/** Follows an order through the commands that succeeded, by their meaning and not by the code that carried them out. */
export function implyOrder(order: OrderRecord, keys: readonly KeyRecord[]): Implied {
  const done = keys.filter((record) => toldOutcome(record)?.status === 'SUCCEEDED')
  const has = (kind: KeyRecord['kind']) => done.find((record) => record.kind === kind)
  const whole = stroopsOf(order.amountsCents)
  const paidParts = done.filter(({ kind }) => kind === 'releaseMilestone')
  const paid = stroopsOf(paidParts.map((record) => amountOfPart(order, record)))
  const ends = done.filter(({ kind }) => kind === 'release' || kind === 'refund' || kind === 'cancel')
  const decision = has('resolve')
  const all = [...ends, ...(decision ? [decision] : [])]
  const findings =
    all.length > 1
      ? [violation(`Order ${order.orderId} ended more than once: ${all.map(({ kind }) => kind).join(', ')}.`)]
      : []
  const end = all[0]
  if (end?.kind === 'cancel') return { ...closed('CANCELED'), paidStroops: 0n, takenStroops: 0n, findings }
  if (end !== undefined || paid === whole) {
    const seller = end === undefined ? whole : paid + toSeller(end, whole - paid)
    const finalStatus = seller === whole ? 'RELEASED' : seller === 0n ? 'REFUNDED' : 'SPLIT'
    return { ...closed(finalStatus), paidStroops: seller, takenStroops: seller, findings }
  }
  const status = restingStatus(has)
  const taken = status === 'ORDER_CREATED' ? 0n : whole
  return { status, finalStatus: null, paidStroops: paid, takenStroops: taken, findings }
}

function closed(finalStatus: string) {
  return { status: 'CLOSED', finalStatus }
}

function restingStatus(has: (kind: KeyRecord['kind']) => KeyRecord | undefined): string {
  if (has('dispute')) return 'DISPUTED'
  if (has('fund')) return 'IN_PROGRESS'
  if (has('createEscrow')) return 'ESCROW_FUNDING'
  return has('reserve') ? 'FUNDS_RESERVED' : 'ORDER_CREATED'
}

function toSeller({ kind, body }: KeyRecord, open: bigint): bigint {
  if (kind === 'release') return open
  if (kind === 'refund' || body.decision === 'FULL_REFUND') return 0n
  if (body.decision === 'FULL_RELEASE') return open
  const [units = '0', cents = '0'] = String(body.releaseAmount).split('.')
  return (BigInt(units) * 100n + BigInt(cents)) * STROOPS_PER_CENT
}

function amountOfPart({ amountsCents }: OrderRecord, { path }: KeyRecord): number {
  const number = Number(/part-(\d+)/.exec(path)?.[1] ?? 0)
  return amountsCents[number - 1] ?? 0
}

export function stroopsOf(cents: readonly number[]): bigint {
  return BigInt(cents.reduce((sum, amount) => sum + amount, 0)) * STROOPS_PER_CENT
}
