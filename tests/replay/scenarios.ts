import type { OrderTerms } from '../../domain/order/terms.ts'
import type { EscrowDouble, EscrowStep } from '../time/escrowDouble.ts'
import type { TestOrder } from '../time/testOrder.ts'

/** What a scenario works with: orders on doubles, on a real Temporal server. */
export type Stage = {
  start(terms?: Partial<OrderTerms>): Promise<TestOrder>
  readonly escrow: EscrowDouble
}

/** One way through an order's life, of which the history is kept. The order it returns is at rest. */
export type Scenario = (stage: Stage) => Promise<TestOrder>

const MILESTONES = [
  { ref: 'design', title: 'Design', amountStroops: '200000000' },
  { ref: 'build', title: 'Build', amountStroops: '300000000' },
]

/** Every path of an order, by the name of its history. */
export const SCENARIOS: Readonly<Record<string, Scenario>> = {
  released: async (stage) => {
    const order = await inProgress(stage)
    await order.send({ kind: 'release' })
    return await closed(order)
  },
  refunded: async (stage) => {
    const order = await inProgress(stage)
    await order.send({ kind: 'refund', reason: 'not needed any more' })
    return await closed(order)
  },
  'disputed-by-buyer-fully-released': (stage) => disputed(stage, 'BUYER', { decision: 'FULL_RELEASE' }),
  'disputed-by-seller-fully-refunded': (stage) => disputed(stage, 'SELLER', { decision: 'FULL_REFUND' }),
  'disputed-by-seller-split': (stage) =>
    disputed(stage, 'SELLER', { decision: 'SPLIT', releaseAmount: '300000000', refundAmount: '200000000' }),
  'canceled-when-created': async (stage) => {
    const order = await stage.start()
    await order.send({ kind: 'cancel' })
    return await closed(order)
  },
  'canceled-when-reserved': async (stage) => {
    const order = await reserved(stage)
    await order.send({ kind: 'cancel', reason: 'changed my mind' })
    return await closed(order)
  },
  'milestones-released-one-by-one': async (stage) => {
    const order = await inProgress(stage, { milestones: MILESTONES })
    await order.send({ kind: 'completeMilestone', ref: 'design', evidence: 'https://example.com' })
    await order.until(({ milestones: [design] }) => design?.status === 'COMPLETED')
    await order.send({ kind: 'releaseMilestone', ref: 'design' })
    await order.until(({ milestones: [design] }) => design?.status === 'RELEASED')
    await order.send({ kind: 'releaseMilestone', ref: 'build' })
    return await closed(order)
  },
  'milestones-partly-released-then-refunded': async (stage) => {
    const order = await inProgress(stage, { milestones: MILESTONES })
    await order.send({ kind: 'releaseMilestone', ref: 'build' })
    await order.until(({ milestones: [, build] }) => build?.status === 'RELEASED')
    await order.send({ kind: 'refund' })
    return await closed(order)
  },
  'milestones-disputed-and-split': async (stage) => {
    const order = await inProgress(stage, { milestones: MILESTONES })
    await order.send({ kind: 'dispute', openedBy: 'BUYER', reason: 'QUALITY_ISSUE' })
    await order.until(({ dispute }) => dispute?.onChain === true)
    const split = { releaseAmount: '250000000', refundAmount: '250000000' }
    await order.send({ kind: 'resolve', actor: 'SUPPORT', decision: 'SPLIT', ...split })
    return await closed(order)
  },
  'stuck-and-retried': async (stage) => {
    const order = await stuckIn(stage, 'fundEscrow')
    stage.escrow.mendStep('fundEscrow')
    await order.retryNow({ by: 'dana', reason: 'the vendor is back' })
    await order.until(({ status }) => status === 'IN_PROGRESS')
    return order
  },
  'stuck-and-resolved-by-hand': async (stage) => {
    const order = await stuckIn(stage, 'fundEscrow')
    const transactionHash = 'ab'.repeat(32)
    await order.operate({ kind: 'resolveManually', by: 'dana', reason: 'paid by hand', transactionHash })
    await order.until(({ status }) => status === 'IN_PROGRESS')
    return order
  },
  'stuck-and-aborted': async (stage) => {
    const order = await stuckIn(stage, 'deployEscrow')
    await order.operate({ kind: 'abort', by: 'dana', reason: 'the vendor is gone' })
    return await closed(order)
  },
  'reservation-expired': async (stage) => {
    const order = await reserved(stage, { deadlines: { reservationSeconds: 2, reminderSeconds: 1 } })
    return await closed(order)
  },
  'released-by-deadline-after-extension': async (stage) => {
    const order = await inProgress(stage, { deadlines: { reviewSeconds: 30 } })
    const until = new Date(Date.now() + 32_000).toISOString()
    await order.operate({ kind: 'extendDeadline', by: 'dana', reason: 'holidays', deadline: 'review', until })
    await order.until(({ deadlines: [review] }) => review?.dueAtMs === Date.parse(until))
    return order
  },
  'dispute-handed-over': async (stage) => {
    const order = await inProgress(stage, { deadlines: { disputeSeconds: 1 } })
    await order.send({ kind: 'dispute', openedBy: 'BUYER', reason: 'NOT_DELIVERED' })
    await order.until(({ dispute }) => dispute?.handedOver === true)
    return order
  },
  'continued-as-new': async (stage) => {
    const order = await reserved(stage)
    // Refused commands make history without moving the order, until the server suggests a new run.
    const runId = await order.runId()
    while ((await order.runId()) === runId) await order.send({ kind: 'release' })
    await order.send({ kind: 'createEscrow' })
    await order.until(({ status }) => status === 'ESCROW_FUNDING')
    return order
  },
}

async function reserved(stage: Stage, terms: Partial<OrderTerms> = {}): Promise<TestOrder> {
  const order = await stage.start(terms)
  await order.send({ kind: 'reserve' })
  await order.until(({ status }) => status === 'FUNDS_RESERVED')
  return order
}

async function inProgress(stage: Stage, terms: Partial<OrderTerms> = {}): Promise<TestOrder> {
  const order = await reserved(stage, terms)
  await order.send({ kind: 'createEscrow' })
  await order.send({ kind: 'fund' })
  await order.until(({ status }) => status === 'IN_PROGRESS')
  return order
}

async function stuckIn(stage: Stage, step: EscrowStep): Promise<TestOrder> {
  stage.escrow.breakStep(step, 'the vendor is away', 'forGood')
  const order = await reserved(stage)
  await order.send({ kind: 'createEscrow' })
  await order.send({ kind: 'fund' })
  await order.until(({ problem }) => problem !== null)
  return order
}

type Resolution = { decision: 'FULL_RELEASE' | 'FULL_REFUND' | 'SPLIT'; releaseAmount?: string; refundAmount?: string }

async function disputed(stage: Stage, openedBy: 'BUYER' | 'SELLER', resolution: Resolution): Promise<TestOrder> {
  const order = await inProgress(stage)
  await order.send({ kind: 'dispute', openedBy, reason: 'QUALITY_ISSUE' })
  await order.until(({ dispute }) => dispute?.onChain === true)
  await order.send({ kind: 'resolve', actor: 'SUPPORT', ...resolution })
  return await closed(order)
}

async function closed(order: TestOrder): Promise<TestOrder> {
  await order.until(({ status }) => status === 'CLOSED')
  return order
}
