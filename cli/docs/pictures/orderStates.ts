import { invariant } from '../../../domain/invariant.ts'
import { ORDER_STATUSES, type OrderStatus } from '../../../domain/order/status.ts'
import { type StateArrow, stateArrows } from '../stateArrows.ts'
import { arrow, asText, box, label, type Point, picture, type Tone } from './svg.ts'

/** Where each state stands: the only thing about the picture that the transition table cannot say. */
const PLACES: Readonly<Record<OrderStatus, { column: 0 | 1 | 2; row: number; tone: Tone }>> = {
  ORDER_CREATED: { column: 1, row: 0, tone: 'plain' },
  FUNDS_RESERVED: { column: 1, row: 1, tone: 'wait' },
  ESCROW_CREATING: { column: 1, row: 2, tone: 'wait' },
  ESCROW_FUNDING: { column: 1, row: 3, tone: 'wait' },
  ESCROW_FUNDED: { column: 1, row: 4, tone: 'chain' },
  IN_PROGRESS: { column: 1, row: 5, tone: 'chain' },
  RELEASE_REQUESTED: { column: 0, row: 6, tone: 'chain' },
  DISPUTED: { column: 1, row: 6, tone: 'bad' },
  REFUND_REQUESTED: { column: 2, row: 6, tone: 'chain' },
  RELEASED: { column: 0, row: 7, tone: 'good' },
  REFUNDED: { column: 2, row: 7, tone: 'good' },
  CLOSED: { column: 1, row: 8, tone: 'plain' },
}

/** How an arrow runs that does not simply go down. */
type Way = 'sideways' | 'down' | 'leftLane' | 'rightLane'
const WAYS: Readonly<Record<string, Way>> = {
  'IN_PROGRESS RELEASE_REQUESTED': 'sideways',
  'IN_PROGRESS REFUND_REQUESTED': 'sideways',
  'DISPUTED RELEASED': 'down',
  'DISPUTED REFUNDED': 'down',
  'RELEASED CLOSED': 'down',
  'REFUNDED CLOSED': 'down',
  'IN_PROGRESS RELEASED': 'leftLane',
  'ORDER_CREATED CLOSED': 'rightLane',
  'FUNDS_RESERVED CLOSED': 'rightLane',
}

const WIDTH = 720
const BOX: Point = [168, 40]
const HALF = BOX[0] / 2
const COLUMNS = [120, 350, 580] as const
const LANES = { leftLane: 18, rightLane: 702 } as const
const TOP = 62
const ROW = 88
const ROWS = 9
/** About as wide as a letter of a label. */
const CHARACTER = 6.5
/** Two arrows at the same side of a box stay apart by this. */
const APART = 10

const at = (state: OrderStatus): Point => [COLUMNS[PLACES[state].column], TOP + PLACES[state].row * ROW]

/** The order's state machine: every arrow of the transition table, with the commands that take it. */
export function drawOrderStates(): string {
  const [x, y] = at('ORDER_CREATED')
  return picture({
    width: WIDTH,
    height: TOP + (ROWS - 1) * ROW + 40,
    title: 'The states of an order and the commands that lead from one to the next',
    source: 'domain/order/transitions.ts',
    parts: [
      arrow([
        [x, y - 48],
        [x, y - 20],
      ]),
      label([x + 8, y - 32], 'create', { anchor: 'start', style: 'soft' }),
      ...stateArrows().map(drawArrow),
      ...ORDER_STATUSES.map((state) => box(at(state), BOX, state, PLACES[state].tone)),
    ],
  })
}

function drawArrow({ from, to, commands }: StateArrow): string {
  const name = commands.join(', ')
  const { points, text, anchor } = course(from, to, name)
  return `<g data-arrow="${asText(`${from} ${to}`)}">${arrow(points)}${label(text, name, { anchor, style: 'halo' })}</g>`
}

type Course = {
  readonly points: readonly Point[]
  readonly text: Point
  readonly anchor: 'start' | 'middle' | 'end'
}

function course(from: OrderStatus, to: OrderStatus, name: string): Course {
  const start = at(from)
  const end = at(to)
  if (from === to) return loop(start)
  const way = WAYS[`${from} ${to}`]
  if (way !== undefined) return COURSES[way](start, end, name)
  invariant(start[0] === end[0], `Say in WAYS how the arrow from ${from} to ${to} runs`)
  return {
    points: [
      [start[0], start[1] + 20],
      [end[0], end[1] - 20],
    ],
    text: [start[0] + 8, (start[1] + end[1]) / 2 + 4],
    anchor: 'start',
  }
}

function loop([x, y]: Point): Course {
  const side = x + HALF
  const points: Point[] = [
    [side, y - 15],
    [side + 24, y - 15],
    [side + 24, y - 3],
    [side, y - 3],
  ]
  return { points, text: [side + 4, y - 22], anchor: 'start' }
}

const COURSES: Readonly<Record<Way, (start: Point, end: Point, name: string) => Course>> = {
  sideways([x, y], [endX, endY]) {
    const side = endX < x ? -1 : 1
    const points: Point[] = [
      [x + side * HALF, y + APART],
      [endX, y + APART],
      [endX, endY - 20],
    ]
    return { points, text: [endX + side * -8, y + APART + 18], anchor: side < 0 ? 'start' : 'end' }
  },
  down([x, y], [endX, endY], name) {
    const side = endX < x ? 1 : -1
    // From the right, the lane of the cancelled orders comes in, too.
    const inY = endY - (side > 0 && endX < x ? APART : 0)
    const points: Point[] = [
      [x, y + 20],
      [x, inY],
      [endX + side * HALF, inY],
    ]
    const room = Math.abs(endX + side * HALF - x)
    if (name.length * CHARACTER < room)
      return { points, text: [(x + endX + side * HALF) / 2, inY - 7], anchor: 'middle' }
    return { points, text: [x - side * 8, y + 42], anchor: side < 0 ? 'start' : 'end' }
  },
  leftLane: ([x, y], [endX, endY]) => ({
    points: [
      [x - HALF, y - APART],
      [LANES.leftLane, y - APART],
      [LANES.leftLane, endY],
      [endX - HALF, endY],
    ],
    text: [(x - HALF + LANES.leftLane) / 2, y - APART - 7],
    anchor: 'middle',
  }),
  rightLane: ([x, y], [endX, endY]) => ({
    points: [
      [x + HALF, y],
      [LANES.rightLane, y],
      [LANES.rightLane, endY + APART],
      [endX + HALF, endY + APART],
    ],
    text: [x + HALF + 60, y - 7],
    anchor: 'middle',
  }),
}
