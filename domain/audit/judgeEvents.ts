import type { EventType } from '../events.ts'
import type { OrderStatus } from '../order/status.ts'
import type { OrderEventFact, OrderFacts } from './orderFacts.ts'
import { mayBeTold, SPEAKS_OF, TOLD_ON_ENTRY } from './tellingEvents.ts'

/** What is wrong with the events of an order, as short phrases: told and not true, or true and not told. */
export function judgeEvents({ changes, events, finalStatus }: OrderFacts): { untold: string[]; untrue: string[] } {
  const byVersion = Map.groupBy(events, ({ version }) => version)
  const untold: string[] = []
  const untrue: string[] = []
  let before: OrderStatus | null = null
  for (const { version, statuses } of changes) {
    const told = byVersion.get(version) ?? []
    byVersion.delete(version)
    const entered = enteredStates(before, statuses)
    before = statuses.at(-1) ?? before
    const due = entered.map((status) => TOLD_ON_ENTRY[status])
    if (entered.includes('CLOSED') && finalStatus === 'CANCELED') due.push('order.canceled')
    untold.push(...due.filter((type) => !told.some((event) => event.type === type)).map(at(version)))
    untrue.push(...untrueAmong(told, entered, before).map(at(version)))
  }
  // What is left was told with a version that the order never had.
  const astray = [...byVersion.values()].flat().filter(({ type }) => SPEAKS_OF[type] !== undefined)
  untrue.push(...astray.map(({ type, version }) => `${type} at version ${version ?? 'none'}`))
  return { untold, untrue }
}

function enteredStates(before: OrderStatus | null, statuses: readonly OrderStatus[]): OrderStatus[] {
  return statuses.filter((status, index) => status !== (index === 0 ? before : statuses[index - 1]))
}

function untrueAmong(
  told: readonly OrderEventFact[],
  entered: readonly OrderStatus[],
  status: OrderStatus | null,
): EventType[] {
  const seen = new Set<EventType>()
  return told
    .filter(({ type, status: named }) => {
      const spokenOf = SPEAKS_OF[type]
      if (spokenOf === undefined) return false
      const again = seen.has(type)
      seen.add(type)
      const isNamed = named === null || named === spokenOf
      return again || !isNamed || status === null || !mayBeTold(type, entered, status)
    })
    .map(({ type }) => type)
}

function at(version: number): (type: EventType) => string {
  return (type) => `${type} at version ${version}`
}
