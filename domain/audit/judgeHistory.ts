import type { OrderStatus } from '../order/status.ts'
import { mayFollow } from './legalPath.ts'
import type { OrderFacts } from './orderFacts.ts'

/** Says where an order's history goes wrong, as what should be there and what is; null when it leads to where the row is. */
export function judgeHistory(facts: OrderFacts): { expected: string; actual: string } | null {
  const { changes, version, status } = facts
  const gap = changes.findIndex((change, index) => change.version !== index + 1)
  if (gap !== -1) return { expected: `version ${gap + 1}`, actual: `version ${changes[gap]?.version}` }
  if (changes.length !== version) {
    return { expected: `version ${changes.length}, where the history ends`, actual: `version ${version}` }
  }
  const path = changes.flatMap(({ statuses }) => statuses)
  const illegal = firstIllegal(path)
  if (illegal !== null) return illegal
  const last = path.at(-1)
  if (last !== status) return { expected: `${last}, where the history ends`, actual: status }
  return null
}

function firstIllegal(path: readonly OrderStatus[]): { expected: string; actual: string } | null {
  if (path[0] !== 'ORDER_CREATED') return { expected: 'ORDER_CREATED first', actual: `${path[0]} first` }
  for (const [index, to] of path.entries()) {
    const from = path[index - 1]
    if (from === undefined || mayFollow(from, to)) continue
    return { expected: `a state that may follow ${from}`, actual: `${to} after ${from}` }
  }
  return null
}
