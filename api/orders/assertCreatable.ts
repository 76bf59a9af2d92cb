import { isPayable, smallestPayable } from '../../domain/fees/payable.ts'
import { formatCents } from '../../domain/money.ts'
import { escrowEventBytes, MAX_EVENT_BYTES } from '../../domain/order/eventSize.ts'
import { amountOf, feePolicyOf, type OrderTerms } from '../../domain/order/terms.ts'
import { ApiError } from '../apiError.ts'

/** Refuses an order whose contract could not be deployed or paid out, before anybody has put money into it. */
export function assertCreatable(terms: OrderTerms): void {
  assertFits(terms)
  assertPayable(terms)
}

function assertFits(terms: OrderTerms): void {
  const bytes = escrowEventBytes(terms)
  if (bytes <= MAX_EVENT_BYTES) return
  const { title = '', description = '', milestones = [] } = terms
  const fitting = milestones.findLastIndex(
    (_, last) => escrowEventBytes({ ...terms, milestones: milestones.slice(0, last + 1) }) <= MAX_EVENT_BYTES,
  )
  const details = {
    bytes,
    maxBytes: MAX_EVENT_BYTES,
    milestones: milestones.length,
    milestonesThatFit: fitting + 1,
    textBytes: {
      title: Buffer.byteLength(title),
      description: Buffer.byteLength(description),
      milestoneTitles: milestones.reduce((sum, milestone) => sum + Buffer.byteLength(milestone.title), 0),
    },
  }
  throw new ApiError(
    'ESCROW_TOO_LARGE',
    `The contract of this order would emit ${bytes} bytes at once, and the network takes ${MAX_EVENT_BYTES}. ` +
      `Shorten the titles or the description, or divide the order: of its ${milestones.length} milestones the first ${fitting + 1} would fit.`,
    { details, keyFate: 'release' },
  )
}

function assertPayable(terms: OrderTerms): void {
  const fees = { platformFeeBps: terms.platformFeeBps, feePolicy: feePolicyOf(terms) }
  const parts = terms.milestones ?? []
  const tooSmall = [terms, ...parts].find((part) => !isPayable(amountOf(part), fees))
  if (tooSmall === undefined) return
  const least = formatCents(smallestPayable(fees))
  const what = 'ref' in tooSmall ? `Milestone "${tooSmall.ref}"` : 'The order'
  throw new ApiError(
    'FEES_NOT_PAYABLE',
    `${what} is worth ${formatCents(amountOf(tooSmall))}: after the fees less than 0.01 would be left. The least is ${least}.`,
    {
      details: {
        amount: formatCents(amountOf(tooSmall)),
        amountMin: least,
        ...('ref' in tooSmall && { ref: tooSmall.ref }),
      },
      keyFate: 'release',
    },
  )
}
