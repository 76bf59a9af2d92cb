import { round } from '../figures/distribution.ts'
import { inBatches } from '../figures/inBatches.ts'
import type { OrderAnswer } from '../order/play.ts'
import { untilQuiet } from '../perOrder/background.ts'
import { memoryOf } from '../perOrder/cpu.ts'
import type { Measured } from '../report/measured.ts'
import type { Stage } from '../stage/stage.ts'

const AT_ONCE = 16
const BYTES_PER_MB = 1_048_576
const PROCESSES = ['worker', 'api', 'temporal', 'postgres', 'sandbox'] as const

/** What a thousand orders that wait for somebody take of each process's memory. */
export async function measureOpenOrders(stage: Stage): Promise<Measured> {
  const { api, size, say } = stage
  const couples = await stage.couples(AT_ONCE)
  await untilQuiet(stage)
  const before = memory(stage)
  say(`Opening ${size.openOrders} orders ...`)
  const numbers = Array.from({ length: size.openOrders }, (_, number) => number)
  await inBatches(numbers, AT_ONCE, async (number) => {
    const couple = couples[number % couples.length]
    const terms = {
      buyerId: couple?.buyer.id,
      sellerId: couple?.seller.id,
      amount: '1.00',
      currency: 'USD',
      title: 'Bench',
    }
    const { id } = await api.post<OrderAnswer>('/orders', terms)
    await api.post(`/orders/${id}/reserve`)
  })
  await untilQuiet(stage)
  const after = memory(stage)
  const rows = PROCESSES.map((name) => {
    const [from, to] = [before[name] ?? 0, after[name] ?? 0]
    return { name, from, to, perThousand: round(((to - from) * 1_000) / size.openOrders) }
  })
  return {
    title: `Memory of ${size.openOrders} open orders`,
    table: [
      ['process', 'before MB', 'after MB', 'MB per 1,000 orders'],
      ...rows.map(({ name, from, to, perThousand }) => [name, `${round(from)}`, `${round(to)}`, `${perThousand}`]),
    ],
    notes: [
      'Resident memory, with what the garbage collector has not given back. A worker keeps a bounded number in memory.',
    ],
    figures: Object.fromEntries(rows.map(({ name, ...row }) => [name, row])),
  }
}

function memory({ stack }: Stage): Record<string, number> {
  return Object.fromEntries(PROCESSES.map((name) => [name, memoryOf(stack.pids[name] ?? 0) / BYTES_PER_MB]))
}
