import { type Habit, pickHabit } from '../plan/habits.ts'
import { createRandom } from '../plan/random.ts'
import { type Task, taskAt, USERS } from '../plan/tasks.ts'
import { browse } from './browse.ts'
import type { Stage } from './caller.ts'
import { awaitCredit, type Person, pay, register } from './people.ts'
import { playOrder } from './playOrder.ts'

const PLAYERS = 8
const FIRST_DEPOSIT_CENTS = 2_000_000
const MOST_TASKS = 20_000

/** Runs the load of a seed until told to stop; what has begun by then is played to its end. */
export async function runLoad(
  stage: Stage,
  seed: number | string,
  people: People,
  isOver: () => boolean,
): Promise<void> {
  let next = 0
  const player = async () => {
    while (!isOver() && next < MOST_TASKS) await playTask(stage, seed, taskAt(seed, next++), people)
  }
  await Promise.all(Array.from({ length: PLAYERS }, player))
}

export type People = { readonly rich: readonly Person[]; readonly poor: Person }

/** The people of the run, with more money than all orders can need, and one without any. */
export async function gather(stage: Stage, seed: number | string): Promise<People | null> {
  const random = createRandom(seed, 'people')
  const habits = Array.from({ length: USERS + 1 }, () => pickHabit(random))
  const people = await Promise.all(habits.map((habit) => register(stage, habit)))
  const [poor, ...rich] = people.filter((person) => person !== null)
  if (poor === undefined || rich.length < USERS) return null
  await Promise.all(
    rich.map(async (person) => {
      const payment = await pay(stage, person, FIRST_DEPOSIT_CENTS)
      if (payment !== null) await awaitCredit(stage, person, payment)
    }),
  )
  return { rich, poor }
}

async function playTask(stage: Stage, seed: number | string, task: Task, { rich, poor }: People): Promise<void> {
  const random = createRandom(seed, `reads ${task.index}`)
  const { order, deposit, newcomer } = task
  const buyer = order.isPoor ? poor : rich[order.buyer]
  const seller = rich[order.seller]
  if (buyer === undefined || seller === undefined) return
  const depositor = deposit && rich[deposit.user]
  const deposited = depositor ? pay(stage, depositor, deposit.cents) : null
  const joined = newcomer ? welcome(stage, newcomer) : null
  for (let reads = 0; reads < task.reads; reads++) await browse(stage, random, buyer)
  await playOrder(stage, order, { buyer, seller })
  await Promise.all([deposited, joined])
}

const NEWCOMER_CENTS = 500

/** Somebody new is paid as soon as the wallet stands. */
async function welcome(stage: Stage, habit: Habit): Promise<void> {
  const person = await register(stage, habit)
  if (person === null) return
  const payment = await pay(stage, person, NEWCOMER_CENTS)
  if (payment !== null) await awaitCredit(stage, person, payment)
}
