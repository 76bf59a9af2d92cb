import type { BenchApi, Reply } from '../stage/api.ts'
import type { Couple } from '../stage/people.ts'

/** What customers were answered, all together. */
export type Served = {
  arrived: number
  closed: number
  /** Answers by their status. */
  readonly answers: Record<string, number>
  /** Refusals for now that did not say when to come back. */
  refusedWithoutTime: number
  /** Where commands that were accepted and had not come out can be looked up. */
  readonly promised: string[]
}

export function nobodyServed(): Served {
  return { arrived: 0, closed: 0, answers: {}, refusedWithoutTime: 0, promised: [] }
}

/** Takes one order through its commands, and goes away at the first one that is not carried out at once. */
export async function serveOne(api: BenchApi, { buyer, seller }: Couple, served: Served): Promise<void> {
  served.arrived++
  const terms = { buyerId: buyer.id, sellerId: seller.id, amount: '1.00', currency: 'USD', title: 'Bench' }
  const created = note(await api.ask('POST', '/orders', terms), served)
  if (created === null) return
  const { id } = JSON.parse(created).data as { id: string }
  for (const command of ['reserve', 'escrow', 'escrow/fund', 'resolution/release']) {
    if (note(await api.ask('POST', `/orders/${id}/${command}`), served) === null) return
  }
  served.closed++
}

/** The answer's text when the command came out. */
function note({ status, text, location, retryAfter }: Reply, served: Served): string | null {
  served.answers[status] = (served.answers[status] ?? 0) + 1
  if (status === 202 && location !== undefined) served.promised.push(location)
  if ((status === 429 || status === 503) && !(Number(retryAfter) > 0)) served.refusedWithoutTime++
  return status < 300 && status !== 202 ? text : null
}
