import { appliesTo, type FaultName, type FaultStage, faultNamed } from './catalogue.ts'
import { keepBounded } from './keepBounded.ts'
import { parseSentinels } from './sentinel.ts'

/** The call that a fault may strike: its function, and the texts of the escrow it is about (empty for other calls). */
export type Subject = { readonly functionName: string; readonly engagementId: string; readonly title: string }

/** A fault for the whole network: `times` calls of one function, or of any. */
export type FaultOrder = { readonly name: FaultName; readonly function?: string | undefined; readonly times: number }

export type Struck = { readonly name: FaultName; readonly function: string; readonly engagementId: string }

/** Which faults are still to come, and which have struck. In memory: a restarted sandbox knows of none. */
export interface FaultBook {
  /** The fault that strikes this call, used up by the asking. `possible` holds back those that make no sense yet. */
  take(stage: FaultStage, subject: Subject, possible?: (name: FaultName) => boolean): FaultName | undefined
  /** Uses up what is left of one fault at once; gives how many that were. */
  takeAll(name: FaultName, subject: Subject): number
  /** Replaces the network-wide faults. */
  order(orders: readonly FaultOrder[]): void
  orders(): readonly (FaultOrder & { readonly left: number })[]
  /** What struck so far, oldest first. */
  struck(): readonly Struck[]
}

/** Far more than a test needs; beyond it the oldest are forgotten. */
const MAX_KEPT = 20_000

type Source = { readonly name: FaultName; left(): number; use(count: number): void }

export function createFaultBook(): FaultBook {
  const usedBySentinel = new Map<string, number>()
  const struck: Struck[] = []
  let orders: { readonly order: FaultOrder; left: number }[] = []

  function* sourcesFor(subject: Subject): Generator<Source> {
    for (const { name, functionName, times } of parseSentinels(subject.title).sentinels) {
      if (functionName !== subject.functionName) continue
      const key = JSON.stringify([subject.engagementId, functionName, name])
      const used = () => usedBySentinel.get(key) ?? 0
      const use = (count: number) => void keepBounded(usedBySentinel, key, used() + count, MAX_KEPT)
      yield { name, left: () => times - used(), use }
    }
    for (const entry of orders) {
      const { name, function: only } = entry.order
      if (!appliesTo(name, subject.functionName) || (only !== undefined && only !== subject.functionName)) continue
      const use = (count: number) => {
        entry.left -= count
      }
      yield { name, left: () => entry.left, use }
    }
  }

  function note(name: FaultName, { functionName, engagementId }: Subject): void {
    if (struck.length >= MAX_KEPT) struck.shift()
    struck.push({ name, function: functionName, engagementId })
  }

  return {
    take: (stage, subject, possible = () => true) => {
      for (const source of sourcesFor(subject)) {
        if (faultNamed(source.name).at !== stage || source.left() <= 0 || !possible(source.name)) continue
        source.use(1)
        note(source.name, subject)
        return source.name
      }
      return undefined
    },
    takeAll: (name, subject) => {
      for (const source of sourcesFor(subject)) {
        const left = source.left()
        if (source.name !== name || left <= 0) continue
        source.use(left)
        note(name, subject)
        return left
      }
      return 0
    },
    order: (next) => {
      orders = next.map((order) => ({ order, left: order.times }))
    },
    orders: () => orders.map(({ order, left }) => ({ ...order, left })),
    struck: () => [...struck],
  }
}
