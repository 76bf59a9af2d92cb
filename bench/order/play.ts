import type { BenchApi } from '../stage/api.ts'
import type { Couple } from '../stage/people.ts'

export type OrderAnswer = { readonly id: string; readonly status: string; readonly finalStatus?: string }
/** Milliseconds from sending each request to its answer, in the order of the requests. */
export type Timing = { readonly command: string; readonly ms: number }
export type Played = { readonly id: string; readonly timings: readonly Timing[] }

const PRICE = '20.00'
const HALF = '10.00'

/**
 * Waited for between two commands: the next one then finds everything over that the one before has set off, and not now
 * over, now under way.
 */
type Rest = () => Promise<void>

/** Names the request and tells how long each took. */
function stopwatch(api: BenchApi, timings: Timing[], rest?: Rest) {
  return async <T>(command: string, path: string, body?: unknown): Promise<T> => {
    if (timings.length > 0) await rest?.()
    const startedAt = performance.now()
    const answer = await api.post<T>(path, body)
    timings.push({ command, ms: performance.now() - startedAt })
    return answer
  }
}

type Opening = { readonly timings: Timing[]; readonly rest: Rest | undefined; readonly terms?: object }

async function begin(api: BenchApi, { buyer, seller }: Couple, { timings, rest, terms = {} }: Opening) {
  const post = stopwatch(api, timings, rest)
  const draft = { buyerId: buyer.id, sellerId: seller.id, amount: PRICE, currency: 'USD', title: 'Bench', ...terms }
  const { id } = await post<OrderAnswer>('create', '/orders', draft)
  const act = <T = OrderAnswer>(command: string, path: string, body?: unknown) =>
    post<T>(command, `/orders/${id}/${path}`, body)
  await act('reserve', 'reserve')
  await act('escrow', 'escrow')
  await act('fund', 'escrow/fund')
  return { id, act, post }
}

/** create, reserve, escrow, fund, release. */
export async function playReleased(api: BenchApi, couple: Couple, rest?: Rest): Promise<Played> {
  const timings: Timing[] = []
  const { id, act } = await begin(api, couple, { timings, rest })
  expectClosed(await act('release', 'resolution/release', { requestedBy: couple.buyer.id }))
  return { id, timings }
}

/** create, reserve, escrow, fund, dispute, resolve by halves. */
export async function playSplit(api: BenchApi, couple: Couple, rest?: Rest): Promise<Played> {
  const timings: Timing[] = []
  const { id, act, post } = await begin(api, couple, { timings, rest })
  const opening = { openedBy: 'BUYER', reason: 'NOT_DELIVERED' }
  const order = await act<OrderAnswer & { dispute: { id: string } }>('dispute', 'resolution/dispute', opening)
  const decision = { decision: 'SPLIT', releaseAmount: HALF, refundAmount: HALF }
  expectClosed(await post('resolve', `/disputes/${order.dispute.id}/resolve`, decision))
  return { id, timings }
}

/** create with two milestones, reserve, escrow, fund, then each milestone completed and released. */
export async function playMilestones(api: BenchApi, couple: Couple, rest?: Rest): Promise<Played> {
  const timings: Timing[] = []
  const milestones = ['first', 'second'].map((ref) => ({ ref, title: `The ${ref} half`, amount: HALF }))
  const { id, act } = await begin(api, couple, { timings, rest, terms: { milestones } })
  let last: OrderAnswer | undefined
  for (const { ref } of milestones) {
    await act('completeMilestone', `milestones/${ref}/complete`)
    last = await act('releaseMilestone', `milestones/${ref}/release`)
  }
  expectClosed(last)
  return { id, timings }
}

/** create, reserve, cancel: what moves no money on chain. */
export async function playCanceled(api: BenchApi, couple: Couple): Promise<Played> {
  const timings: Timing[] = []
  const post = stopwatch(api, timings)
  const terms = { buyerId: couple.buyer.id, sellerId: couple.seller.id, amount: PRICE, currency: 'USD', title: 'Bench' }
  const { id } = await post<OrderAnswer>('create', '/orders', terms)
  await post('reserve', `/orders/${id}/reserve`)
  expectClosed(await post('cancel', `/orders/${id}/cancel`))
  return { id, timings }
}

/** Counting orders that did not end would make a broken system look fast. */
function expectClosed(order: OrderAnswer | undefined): void {
  if (order?.status !== 'CLOSED') throw new Error(`Order ${order?.id} ended as ${order?.status} instead of CLOSED`)
}
