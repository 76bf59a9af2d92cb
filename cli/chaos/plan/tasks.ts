import { type Habit, pickHabit } from './habits.ts'
import { type Course, type Move, type MoveGroup, PATHS } from './paths.ts'
import { createRandom, type Random } from './random.ts'

export type PlannedMove = Move & { readonly habit: Habit }
export type PlannedGroup = readonly PlannedMove[]

/** One order from its creation to where it is left, with who is party to it. */
export type OrderPlan = {
  readonly path: string
  readonly amountsCents: readonly number[]
  /** The buyer has no money: what needs it is refused. */
  readonly isPoor: boolean
  readonly buyer: number
  readonly seller: number
  readonly creation: Habit
  /** The marketplace sends its own reference, and creates the order twice at once under two keys. */
  readonly hasTwin: boolean
  readonly groups: readonly PlannedGroup[]
}

/** One piece of the load: an order, and sometimes a deposit before it or a newcomer after it. */
export type Task = {
  readonly index: number
  readonly order: OrderPlan
  readonly deposit: { readonly user: number; readonly cents: number } | null
  readonly newcomer: Habit | null
  /** How many lists and single things are read on the way. */
  readonly reads: number
}

export const USERS = 6

const PATH_NAMES = Object.keys(PATHS)

/** The nth piece of a seed's load. The paths come in turn, shuffled anew each round, so that all are taken early. */
export function taskAt(seed: number | string, index: number): Task {
  const random = createRandom(seed, `task ${index}`)
  const round = Math.trunc(index / PATH_NAMES.length)
  const names = createRandom(seed, `round ${round}`).shuffle(PATH_NAMES)
  const path = names[index % names.length] ?? 'released'
  const buyer = random.integer(0, USERS - 1)
  return {
    index,
    order: planOrder(random, path, buyer),
    deposit: random.oneIn(3) ? { user: random.integer(0, USERS - 1), cents: random.integer(1_000, 20_000) } : null,
    newcomer: random.oneIn(9) ? pickHabit(random) : null,
    reads: random.integer(0, 3),
  }
}

function planOrder(random: Random, path: string, buyer: number): OrderPlan {
  const course = (PATHS[path] ?? PATHS.released)?.(random) ?? { amountsCents: [1_000], groups: [] }
  const isPoor = path === 'leftReserved' && random.oneIn(2)
  const groups = isPoor ? poorly(course) : withRefusals(random, course)
  return {
    path,
    amountsCents: course.amountsCents,
    isPoor,
    buyer,
    seller: (buyer + random.integer(1, USERS - 1)) % USERS,
    creation: pickHabit(random),
    hasTwin: random.oneIn(5),
    groups: groups.map((group) => group.map((single) => ({ ...single, habit: pickHabit(random) }))),
  }
}

/** Nothing can be reserved without money; giving up is still possible. */
function poorly({ groups }: Course): MoveGroup[] {
  const refused = groups.map(([first]): MoveGroup => [{ ...first, expects: 'INSUFFICIENT_FUNDS' }])
  const giveUp: Move = { command: 'cancel', path: '/orders/{order}/cancel', body: {}, expects: 'SUCCEEDED' }
  return [...refused, [giveUp]]
}

/** Sends here and there a command again under another key, when it is done already: none may be carried out twice. */
function withRefusals(random: Random, { groups }: Course): MoveGroup[] {
  const result: MoveGroup[] = []
  const refused = (earlier: Move): MoveGroup => [{ ...earlier, expects: 'INVALID_STATE' }]
  for (const group of groups) {
    result.push(group)
    if (group.length === 1 && random.oneIn(5)) result.push(refused(group[0]))
  }
  return result
}
