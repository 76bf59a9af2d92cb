import { afterAll, beforeAll, expect, test } from 'vitest'
import { fallen, RECORDED, risen } from '../../bench/cost.ts'
import { type Background, readBackground, untilQuiet } from '../../bench/perOrder/background.ts'
import { ORDER_KINDS, PLAYS } from '../../bench/perOrder/kinds.ts'
import { type Counted, openStatementCounter, type StatementCounter } from '../../bench/perOrder/statements.ts'
import { takeOrders } from '../../bench/perOrder/takeOrders.ts'
import { QUICK } from '../../bench/size.ts'
import { type OwnStack, startOwnStack } from '../../bench/stage/ownStack.ts'
import { openStage, type Stage } from '../../bench/stage/stage.ts'
import { stateFolderAt } from '../../local/supervisor/stateFolder.ts'

/** Whatever chance adds to one of them, it does not add to all. */
const ORDERS_OF_A_KIND = 4
const START_LIMIT_MS = 240_000
const ORDERS_LIMIT_MS = 240_000

let own: OwnStack
let stage: Stage
let counter: StatementCounter
let background: Background
const said: string[] = []
const say = (line: string) => void said.push(line)

beforeAll(async () => {
  own = await startOwnStack({ say }).catch((error: unknown) => {
    console.error(said.join('\n'))
    throw error
  })
  const { dev: stack, stateDir } = own.running
  stage = await openStage({ stack, state: stateFolderAt(stateDir), size: QUICK, say })
  const opened = await openStatementCounter(stack.databaseUrl)
  if (opened === null)
    throw new Error('The stack was started without pg_stat_statements, so statements cannot be counted')
  counter = opened
  const [couple] = await stage.couples(1)
  if (couple === undefined) throw new Error('There is nobody to trade')
  // The first orders of a stack prepare statements and fill caches.
  for (const kind of ORDER_KINDS) await PLAYS[kind](stage.api, couple, () => untilQuiet(stage))
  background = await readBackground(stage, counter)
}, START_LIMIT_MS)

afterAll(async () => {
  await counter?.close()
  await stage?.close()
  await own?.stop()
}, START_LIMIT_MS)

test.each(ORDER_KINDS)(
  'an order that ends as "%s" takes no more work than is recorded in bench/cost.ts',
  async (kind) => {
    const { least, statements } = await takeOrders(stage, PLAYS[kind], ORDERS_OF_A_KIND, { counter, background })
    const rose = risen(kind, least)
    if (least.sqlRoundTrips > RECORDED[kind].sqlRoundTrips) console.log(listed(statements))
    expect(rose).toEqual([])
    const cheaper = fallen(kind, least)
    if (cheaper.length > 0)
      console.log(
        `Less than recorded, as chance has it on a busy machine; if it stays so, lower bench/cost.ts: ${cheaper.join('; ')}`,
      )
  },
  ORDERS_LIMIT_MS,
)

const SHOWN_CHARACTERS = 160

function listed(statements: Counted): string {
  const sorted = [...statements].sort(([, a], [, b]) => b - a)
  return sorted.map(([query, calls]) => `${calls}  ${query.replace(/\s+/g, ' ').slice(0, SHOWN_CHARACTERS)}`).join('\n')
}
